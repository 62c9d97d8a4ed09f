// Rules on settings that work against an Entra sign-in with a certificate, or give secrets away.
// Secrets are named by where they stand, never shown.
import type { AnswerFile } from './document.ts'
import { childOf, childrenOf } from './document.ts'
import { descendantsOf, placedComponents, type Rule } from './rule.ts'
import { SETUP, SHELL_SETUP, UNATTEND_NAMESPACE } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** Elements of that name anywhere in components of that name and pass. */
function settingsNamed(file: AnswerFile, where: { name: string; pass: string }, local: string): XmlElement[] {
  return placedComponents(file)
    .filter(({ name, pass }) => name === where.name && pass === where.pass)
    .flatMap(({ component }) => descendantsOf(component))
    .filter((element) => element.local === local && element.namespace === UNATTEND_NAMESPACE)
}

const setupInPe = { name: SETUP, pass: 'windowsPE' }
const shellInOobe = { name: SHELL_SETUP, pass: 'oobeSystem' }

function isTrue(element: XmlElement | null): boolean {
  return element?.text.trim().toLowerCase() === 'true'
}

const configurationSet: Rule = {
  code: 'configuration-set',
  severity: 'warning',
  find: (file) =>
    settingsNamed(file, setupInPe, 'UseConfigurationSet')
      .filter(isTrue)
      .map((element) => ({
        element,
        message:
          'UseConfigurationSet copies the whole stick, the PFX with it, to C:\\Windows\\ConfigSetRoot and leaves it there',
        hint: 'set it to false',
      })),
}

const wipesDisk: Rule = {
  code: 'wipes-disk',
  severity: 'warning',
  find: (file) =>
    settingsNamed(file, setupInPe, 'WillWipeDisk')
      .filter(isTrue)
      .map((element) => {
        const disk = element.parent && childOf(element.parent, 'DiskID')?.text.trim()
        return {
          element,
          message: `erases ${disk ? `disk ${disk}` : 'a disk'} of every device that starts from the stick, without asking`,
          hint: 'keep the stick away from devices with data, or take a template that leaves the disk alone',
        }
      }),
}

const autoLogon: Rule = {
  code: 'auto-logon',
  severity: 'warning',
  find: (file) =>
    settingsNamed(file, shellInOobe, 'AutoLogon')
      .filter((element) => isTrue(childOf(element, 'Enabled')))
      .map((element) => ({
        element,
        message: 'AutoLogon signs somebody in before the user can sign in with Entra ID',
        hint: 'delete AutoLogon',
      })),
}

const localAccounts: Rule = {
  code: 'local-accounts',
  severity: 'warning',
  find: (file) =>
    settingsNamed(file, shellInOobe, 'LocalAccounts')
      .filter((element) => childrenOf(element, 'LocalAccount').length > 0)
      .map((element) => ({
        element,
        message:
          'local accounts are made, and Setup then skips the page where the user signs in with Entra ID',
        hint: 'delete LocalAccounts',
      })),
}

/** ("HideOnlineAccountScreens", "SkipMachineOOBE", "SkipUserOOBE" of OOBE) */
const HIDING = ['HideOnlineAccountScreens', 'SkipMachineOOBE', 'SkipUserOOBE']

const hiddenSignIn: Rule = {
  code: 'sign-in-hidden',
  severity: 'warning',
  find: (file) =>
    HIDING.flatMap((local) => settingsNamed(file, shellInOobe, local))
      .filter(isTrue)
      .map((element) => ({
        element,
        message: `${element.local} takes away the page where the user signs in with Entra ID`,
        hint: 'set it to false, or delete it',
      })),
}

/** Setup puts this in the place of a password that it has used. */
const SCRUBBED = /^\*SENSITIVE\*DATA\*DELETED\*$/

const plainTextPassword: Rule = {
  code: 'plain-text-password',
  severity: 'warning',
  find: (file) =>
    placedComponents(file)
      .flatMap(({ component }) => descendantsOf(component))
      .filter((element) => element.local.endsWith('Password') && holdsSecret(element))
      .map((element) => ({
        element,
        message: `${element.parent?.local}/${element.local}: a password that everybody with the stick can read; PlainText=false hides nothing`,
        hint: 'delete it, or take a password that opens nothing else',
      })),
}

const productKey: Rule = {
  code: 'product-key',
  severity: 'note',
  find: (file) =>
    placedComponents(file)
      .flatMap(({ component }) => descendantsOf(component))
      .filter((element) => element.local === 'ProductKey')
      .filter((element) => (childOf(element, 'Key') ?? element).text.trim() !== '')
      .map((element) => ({
        element,
        message: `${element.parent?.local}/ProductKey: a product key that everybody with the stick can read`,
        hint: 'see that it is a generic key, or one that may be seen',
      })),
}

export const SETTING_RULES: readonly Rule[] = [
  configurationSet,
  wipesDisk,
  autoLogon,
  localAccounts,
  hiddenSignIn,
  plainTextPassword,
  productKey,
]

function holdsSecret(element: XmlElement): boolean {
  const value = (childOf(element, 'Value') ?? element).text.trim()
  return value !== '' && !SCRUBBED.test(value)
}
