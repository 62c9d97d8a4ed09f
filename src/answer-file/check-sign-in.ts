// Rules on settings that come before, or replace, the user's sign-in with Entra ID.
import { childOf, childrenOf } from './document.ts'
import { isTrue, type Rule, settingsNamed } from './rule.ts'
import { DEPLOYMENT, SHELL_SETUP, UNATTENDED_JOIN } from './vocabulary.ts'

const shellInOobe = { name: SHELL_SETUP, pass: 'oobeSystem' }

const autoLogon: Rule = {
  code: 'auto-logon',
  severity: 'warning',
  find: (file) =>
    settingsNamed(file, shellInOobe, 'AutoLogon')
      .filter((element) => isTrue(childOf(element, 'Enabled')?.text))
      .map((element) => ({
        element,
        message: 'AutoLogon signs in another account before the user can sign in with Entra ID',
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
        message: 'local accounts are created, so Setup skips the page where the user signs in with Entra ID',
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
      .filter(({ text }) => isTrue(text))
      .map((element) => ({
        element,
        message: `${element.local} hides the page where the user signs in with Entra ID`,
        hint: 'set it to false, or delete it',
      })),
}

/** ("Reseal Mode") */
const auditMode: Rule = {
  code: 'audit-mode',
  severity: 'warning',
  find: (file) =>
    settingsNamed(file, { name: DEPLOYMENT, pass: 'oobeSystem' }, 'Reseal')
      .flatMap((element) => childrenOf(element, 'Mode'))
      .filter(({ text }) => text.trim().toLowerCase() === 'audit')
      .map((element) => ({
        element,
        message:
          'Reseal restarts the device into audit mode as Administrator, so the page where the user signs in is not shown',
        hint: 'delete Reseal, or set Mode to OOBE',
      })),
}

/** ("JoinDomain", "AccountData") */
const domainJoin: Rule = {
  code: 'domain-join',
  severity: 'warning',
  find: (file) =>
    ['specialize', 'offlineServicing'].flatMap((pass) =>
      ['JoinDomain', 'AccountData']
        .flatMap((local) => settingsNamed(file, { name: UNATTENDED_JOIN, pass }, local))
        .filter(({ text }) => text.trim() !== '')
        .map((element) => ({
          element,
          message: 'the device joins an Active Directory domain, so it cannot join Entra ID',
          hint: 'delete it, unless the device will be hybrid joined',
        })),
    ),
}

/** ("HideWirelessSetupInOOBE") */
const hiddenWifi: Rule = {
  code: 'wifi-page-hidden',
  severity: 'note',
  find: (file) =>
    settingsNamed(file, shellInOobe, 'HideWirelessSetupInOOBE')
      .filter(({ text }) => isTrue(text))
      .map((element) => ({
        element,
        message:
          'the page for wireless networks is hidden: without a cable the sign-in with Entra ID has no network',
        hint: 'set it to false for devices without a cable',
      })),
}

export const SIGN_IN_RULES: readonly Rule[] = [
  autoLogon,
  localAccounts,
  hiddenSignIn,
  auditMode,
  domainJoin,
  hiddenWifi,
]
