// certstick.json: the defaults for one customer. Text → values with all problems at once, and values → text.
import { dirname, resolve } from 'node:path'
import { type Problem, throwProblems, UserError } from '../errors.ts'
import type { ProfileValue } from '../request/option.ts'
import { OPTIONS, type ProfileField } from '../request/options.ts'
import type { RequestInput } from '../request/request.ts'
import { oneLine, shown } from '../screen-text.ts'
import {
  CUSTOMER,
  CUSTOMER_KEYS,
  isCustomerKey,
  PROFILE_KEYS,
  type ProfileKey,
  SCHEMA_FILE,
  schemaOf,
} from './settings.ts'

export interface Profile {
  /** Absolute path of certstick.json. */
  readonly file: string
  readonly name: string | null
  readonly tenant: string | null
  readonly domain: string | null
  readonly contact: string | null
  /** Absolute paths. */
  readonly ca: string
  readonly output: string
  /** As if they had been given as options. */
  readonly defaults: Pick<RequestInput, ProfileField>
}

/** As they stand in the file. */
export type ProfileValues = Readonly<Partial<Record<ProfileKey, string | number | boolean>>>

/** @throws UserError wrong-input: all problems of the file */
export function parseProfile(bytes: Uint8Array, file: string): Profile {
  return readProfile(parseObject(bytes, file), file)
}

/** @throws UserError wrong-input: all problems of the values */
export function readProfile(values: Readonly<Record<string, unknown>>, file: string): Profile {
  const problems: Problem[] = []
  const known: Partial<Record<ProfileKey, string | boolean>> = {}
  for (const [key, value] of Object.entries(values)) {
    if (key === '$schema') continue
    const found = isKey(key) ? valueFault(key, value) : keyFault(key)
    if (found !== null) problems.push({ field: oneLine(`"${key}"`), ...found })
    else known[key as ProfileKey] = typeof value === 'boolean' ? value : String(value)
  }
  throwProblems(`${shown(file)} cannot be used`, problems)
  const text = (key: 'name' | 'tenant' | 'domain' | 'contact'): string | null =>
    (known[key] as string | undefined) ?? null
  const folder = (key: 'ca' | 'output'): string => resolve(dirname(file), String(known[key] ?? key))
  const defaults = Object.fromEntries(Object.entries(known).filter(([key]) => !isCustomerKey(key)))
  return {
    file,
    name: text('name'),
    tenant: text('tenant'),
    domain: text('domain'),
    contact: text('contact'),
    ca: folder('ca'),
    output: folder('output'),
    defaults,
  }
}

/** The customer's facts first, then the options in the order of their table. */
export function formatProfile(values: ProfileValues): string {
  const given = PROFILE_KEYS.filter((key) => values[key] !== undefined).map((key) => [key, values[key]])
  return `${JSON.stringify({ $schema: `./${SCHEMA_FILE}`, ...Object.fromEntries(given) }, null, 2)}\n`
}

type Fault = Pick<Problem, 'message' | 'hint'>

/** Null: the key can have this value. A value that is wrong is not shown where it is not text. */
function valueFault(key: ProfileKey, value: unknown): Fault | null {
  const typeFault = typeFaultOf(schemaOf(key), value)
  if (typeFault !== null) return typeFault
  if (isCustomerKey(key)) {
    const fault = CUSTOMER[key].fault(String(value))
    return fault === null ? null : { message: fault, hint: CUSTOMER[key].help }
  }
  if (value === '') return { message: 'is empty', hint: 'give a value, or leave it out' }
  const problems: Problem[] = []
  OPTIONS[key].read((typeof value === 'boolean' ? value : String(value)) as never, problems)
  return problems[0] ?? null
}

function typeFaultOf(schema: ProfileValue, value: unknown): Fault | null {
  if ('enum' in schema) {
    if (typeof value === 'string' && schema.enum.includes(value)) return null
    return { message: 'has an unknown value', hint: `choose ${schema.enum.join(', ')}` }
  }
  if (schema.type === 'integer') {
    const { minimum, maximum } = schema
    if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return null
    return {
      message: `is not a whole number from ${minimum} to ${maximum}`,
      hint: 'give a number, such as 365',
    }
  }
  if (typeof value === schema.type) return null
  if (schema.type === 'string') return { message: 'is not text', hint: 'write it in quotes' }
  return { message: 'is neither true nor false', hint: 'write true or false, without quotes' }
}

const SECRET_KEY = /pass|pwd|secret|token|credential|private|kennwort/i

/** A value of such a key is never shown. */
function keyFault(key: string): Fault {
  if (SECRET_KEY.test(key)) {
    const hint =
      'remove it; give a password with --password-file, and the passphrase of rootCA.key with --ca-passphrase-file'
    return { message: 'looks like a secret, and certstick.json holds none', hint }
  }
  if (key === 'upn' || key === 'device')
    return { message: 'is different for each user, so it has no default', hint: 'remove it' }
  const near = CUSTOMER_KEYS.concat(PROFILE_KEYS as never).find((known) => sameLetters(known, key))
  const hint = near === undefined ? `the settings are ${PROFILE_KEYS.join(', ')}` : `did you mean "${near}"?`
  return { message: 'is not a setting', hint }
}

/** `Strict-Import` for `strictImport`. */
function sameLetters(known: string, given: string): boolean {
  const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '')
  return letters(known) === letters(given)
}

function isKey(key: string): key is ProfileKey {
  return (PROFILE_KEYS as readonly string[]).includes(key)
}

function parseObject(bytes: Uint8Array, file: string): Record<string, unknown> {
  const unusable = (why: string, hint: string): UserError =>
    new UserError('wrong-input', `${shown(file)} cannot be used: ${why}`, { hint })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes) // which drops a byte order mark
  } catch {
    throw unusable('it is not UTF-8', 'save it as UTF-8')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The reason of JSON.parse quotes the text, and somebody may have written a secret there.
    throw unusable('it is not JSON', `look for a missing quote or comma; an editor shows the place`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw unusable('it is not a JSON object', 'write it as {"name": "Contoso"}')
}
