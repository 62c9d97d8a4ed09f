// Rules on passwords in an answer file. Findings name the setting, never the password.
import { childOf, descendantsOf } from './document.ts'
import { isPlaceholder } from './placeholder.ts'
import { isTrue, type Rule } from './rule.ts'
import type { XmlElement } from './xml.ts'

/** Setup puts this in the place of a password that it has used. */
const SCRUBBED = /^\*SENSITIVE\*DATA\*DELETED\*$/

const plainTextPassword: Rule = {
  code: 'plain-text-password',
  severity: 'warning',
  find: (file) => [
    ...file.components
      .flatMap(({ inside }) => inside.filter((element) => isPassword(element) && holdsSecret(element)))
      .map((element) => ({
        element,
        message: `${element.parent?.local}/${element.local}: a password that everybody with the stick can read; PlainText=false does not encrypt it`,
        hint: 'delete it, or use a password that is used nowhere else',
      })),
    ...readableNetworkKeys(file.root).map((element) => ({
      element,
      message: `${element.parent?.local}/${element.local}: the key of a wireless network that everybody with the stick can read`,
      hint: 'delete it, or use a network for setting up devices only',
    })),
  ],
}

/** Setup: "Failed to decode password (0x8007000d)", and ends. */
const undecodable: Rule = {
  code: 'password-undecodable',
  severity: 'error',
  find: (file) =>
    file.inEffect
      .flatMap(({ inside }) => inside.filter(isUndecodable))
      .map((element) => ({
        element,
        message: `${element.parent?.local}/${element.local}: PlainText is false, and Value is not base64 of UTF-16 that ends in "${element.local}", so Setup stops`,
        hint: 'set PlainText to true, or write the value with Windows SIM',
      })),
}

export const PASSWORD_RULES: readonly Rule[] = [plainTextPassword, undecodable]

function isUndecodable(element: XmlElement): boolean {
  if (!element.local.endsWith('Password') || !isObscured(element) || !holdsSecret(element)) return false
  return !isPlaceholder(secretOf(element)) && !isDecodable(element)
}

/** AccountData is the secret of a domain join made ahead of time. ("Provisioning") */
function isPassword({ local }: XmlElement): boolean {
  return local.endsWith('Password') || local === 'AccountData'
}

/** Without those that are encrypted for the computer that exported the profile. */
function readableNetworkKeys(root: XmlElement): XmlElement[] {
  const all = descendantsOf(root)
  const encrypted = new Set(
    all.filter(({ local, text }) => local === 'protected' && isTrue(text)).map(({ parent }) => parent),
  )
  return all.filter((one) => one.local === 'keyMaterial' && holdsSecret(one) && !encrypted.has(one.parent))
}

function secretOf(element: XmlElement): string {
  return (childOf(element, 'Value') ?? element).text.trim()
}

/** An obscured password that is empty is the element's name alone. */
function holdsSecret(element: XmlElement): boolean {
  const value = secretOf(element)
  return value !== '' && !SCRUBBED.test(value) && !(isObscured(element) && decoded(element) === element.local)
}

function isObscured(element: XmlElement): boolean {
  return childOf(element, 'PlainText')?.text.trim().toLowerCase() === 'false'
}

/** Windows SIM writes the password, and then the element's own name. */
function isDecodable(element: XmlElement): boolean {
  const value = secretOf(element).replace(/\s+/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) return false
  return decoded(element).endsWith(element.local)
}

function decoded(element: XmlElement): string {
  return Buffer.from(secretOf(element), 'base64').toString('utf16le')
}
