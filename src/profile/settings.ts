// What certstick.json may hold: facts about the customer, folders, and the default of each option of a stick that may
// have one there. Its reader and its JSON schema are both made from this.
import type { ProfileValue } from '../request/option.ts'
import { OPTIONS, PROFILE_FIELDS, type ProfileField } from '../request/options.ts'
import { userPrincipalNameFault } from '../request/user-principal-name.ts'
import { shown } from '../screen-text.ts'
import { MOST_NAME_CHARACTERS, nameFault } from '../x509/name.ts'

export const PROFILE_FILE = 'certstick.json'
export const SCHEMA_FILE = 'certstick.schema.json'

/** What certstick adds to the customer's name for the common name of the root CA. */
const ROOT_SUFFIX = ' Device Sign-in Root CA'

export function rootNameOf(customer: string): string {
  return `${customer}${ROOT_SUFFIX}`
}

interface Setting {
  readonly help: string
  /** Why the text cannot be the value; null if it can. */
  readonly fault: (text: string) => string | null
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const domainFault = (text: string): string | null =>
  userPrincipalNameFault(`user@${text}`) === null ? null : `${shown(text)} is not a domain name`

const folderFault = (text: string): string | null =>
  text.trim() === '' || text.includes('\0') ? 'is not a path' : null

/** In the order in which `init` writes them. */
export const CUSTOMER = {
  name: {
    help: "the customer's name; the root CA is named after it",
    fault: (text) => {
      const most = MOST_NAME_CHARACTERS - ROOT_SUFFIX.length
      const isLong = [...text].length > most
      return isLong ? `has ${[...text].length} characters; at most ${most} are allowed` : nameFault(text)
    },
  },
  tenant: {
    help: "the customer's Entra tenant: a domain, or the tenant id",
    fault: (text) => (GUID.test(text) ? null : domainFault(text)),
  },
  domain: { help: 'domain of the users, after the @', fault: domainFault },
  contact: { help: 'whom users call; printed on the hand-over page', fault: nameFault },
  ca: { help: 'folder of the root CA, seen from certstick.json', fault: folderFault },
  output: { help: 'folder for the stick files, seen from certstick.json', fault: folderFault },
} as const satisfies Readonly<Record<string, Setting>>

export type CustomerKey = keyof typeof CUSTOMER
export type ProfileKey = CustomerKey | ProfileField

export const CUSTOMER_KEYS = Object.keys(CUSTOMER) as readonly CustomerKey[]
export const PROFILE_KEYS: readonly ProfileKey[] = [...CUSTOMER_KEYS, ...PROFILE_FIELDS]

/** What a value of certstick.json must be, as JSON Schema, with its description. */
export function schemaOf(key: ProfileKey): ProfileValue & { readonly description: string } {
  if (isCustomerKey(key)) return { type: 'string', description: CUSTOMER[key].help }
  return { ...(OPTIONS[key].profile as ProfileValue), description: OPTIONS[key].help }
}

export function isCustomerKey(key: string): key is CustomerKey {
  return Object.hasOwn(CUSTOMER, key)
}
