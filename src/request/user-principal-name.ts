// The user principal name: who the certificate is for. Source: Microsoft Entra, "UserPrincipalName property values";
// learn.microsoft.com/entra/identity/domain-services/… gives the same set: A-Z a-z 0-9 ' . - _ ! # ^ ~
import { oneLine, shown } from '../screen-text.ts'

/** Upper and lower case are kept; Entra ignores case when it compares. */
export interface UserPrincipalName {
  readonly text: string
  readonly localPart: string
  readonly domain: string
}

const MAX_LENGTH = 113
const MAX_LOCAL_LENGTH = 64
const MAX_DOMAIN_LENGTH = 48
const LOCAL_CHARACTER = /^[A-Za-z0-9'.\-_!#^~]$/
/** RFC 1123 §2.1; a domain that Entra can verify has at least two labels. */
const DOMAIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/

/** Entra treats names with the same key as the same user. */
export function userPrincipalNameKey(text: string): string {
  return text.toLowerCase()
}

export function isSameUser(one: string, other: string): boolean {
  return userPrincipalNameKey(one) === userPrincipalNameKey(other)
}

/** Why this is not a user principal name; null if it is one. */
export function userPrincipalNameFault(text: string): string | null {
  const at = text.lastIndexOf('@')
  if (at < 0) return `${shown(text)} has no @`
  const localPart = text.slice(0, at)
  const domain = text.slice(at + 1)
  if (localPart === '') return `${shown(text)} has nothing before @`
  const odd = [...localPart].find((character) => !LOCAL_CHARACTER.test(character))
  if (odd !== undefined)
    return `"${oneLine(odd)}" is not allowed before @ in ${shown(text)}; Entra ID allows A-Z a-z 0-9 ' . - _ ! # ^ ~`
  if (localPart.endsWith('.')) return `${shown(text)} has a dot just before @`
  if (localPart.length > MAX_LOCAL_LENGTH) {
    return `${localPart.length} characters before @; at most ${MAX_LOCAL_LENGTH} are allowed`
  }
  if (domain.length > MAX_DOMAIN_LENGTH) {
    return `${domain.length} characters after @; at most ${MAX_DOMAIN_LENGTH} are allowed`
  }
  if (!DOMAIN.test(domain)) return `${shown(domain)} is not a domain name`
  if (text.length > MAX_LENGTH) return `${text.length} characters; at most ${MAX_LENGTH} are allowed`
  return null
}

/** Of a guest in this tenant, as Entra names it: `jane_contoso.com#EXT#@tenant.onmicrosoft.com`. */
export function isGuestName(text: string): boolean {
  return /#ext#@/i.test(text)
}

/** @param text one in which `userPrincipalNameFault` found no fault */
export function toUserPrincipalName(text: string): UserPrincipalName {
  const at = text.lastIndexOf('@')
  return { text, localPart: text.slice(0, at), domain: text.slice(at + 1) }
}
