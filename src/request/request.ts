// What somebody asked for: text from flags, a CSV row or the wizard becomes values here, or all its problems at once.
// Whether the values fit this root, this template and this moment is left to `plan.ts`.

import { ARCHITECTURES, type Architecture } from '../answer-file/vocabulary.ts'
import { type Problem, throwProblems } from '../errors.ts'
import { fileNameFault } from '../media/file-name.ts'
import type { Secret } from '../secret.ts'
import { KEY_ALGORITHMS, type KeyAlgorithm } from '../x509/key-algorithms.ts'
import { PFX_FORMATS, type PfxFormat } from '../x509/pkcs12.ts'
import { computerNameFault } from './computer-name.ts'
import { toUserPrincipalName, type UserPrincipalName, userPrincipalNameFault } from './user-principal-name.ts'

/** Where Windows imports the certificate: `machine` in specialize, `user` at that user's first sign-in. */
export const STORES = ['machine', 'user', 'both'] as const
export type Store = (typeof STORES)[number]

/** Whether certutil's command stands in the answer file, or in a script on the stick that the answer file calls. */
export const IMPORT_MODES = ['inline', 'script'] as const
export type ImportMode = (typeof IMPORT_MODES)[number]

/** As it was given, each field still text; what was not given is undefined. */
export interface RequestInput {
  readonly upn?: string | undefined
  readonly device?: string | undefined
  /** `made`: the tool makes one. */
  readonly password?: Secret | 'made' | undefined
  readonly template?: string | undefined
  readonly days?: string | undefined
  readonly key?: string | undefined
  readonly pfx?: string | undefined
  readonly store?: string | undefined
  readonly import?: string | undefined
  readonly strictImport?: boolean | undefined
  readonly exportable?: boolean | undefined
  /** Comma-separated. */
  readonly architecture?: string | undefined
  readonly addWindowsPe?: boolean | undefined
}

/** The same as values. Null: not asked for, so the plan decides. */
export interface Request {
  readonly userPrincipalName: UserPrincipalName
  readonly device: string | null
  /** Null: one is made. */
  readonly password: Secret | null
  readonly template: string | null
  readonly validityDays: number | null
  readonly keyAlgorithm: KeyAlgorithm | null
  readonly pfxFormat: PfxFormat | null
  readonly store: Store | null
  readonly importMode: ImportMode | null
  readonly strictImport: boolean
  readonly exportable: boolean
  /** Null: those that the answer file uses. */
  readonly architectures: readonly Architecture[] | null
  readonly addWindowsPe: boolean
}

/** A hundred years: past any root, and far from where dates overflow. */
const MAX_DAYS = 36_525

/**
 * @param found problems of the same input that are known already
 * @throws UserError wrong-input with every problem of the input
 */
export function parseRequest(input: RequestInput, found: readonly Problem[] = []): Request {
  const problems: Problem[] = [...found]
  const request: Request = {
    userPrincipalName: readUserPrincipalName(input.upn, problems),
    device: readDevice(input.device, problems),
    password: readPassword(input.password, problems),
    template: input.template ?? null,
    validityDays: readDays(input.days, problems),
    keyAlgorithm: readChoice('key', KEY_ALGORITHMS, { text: input.key, problems }),
    pfxFormat: readChoice('pfx', PFX_FORMATS, { text: input.pfx, problems }),
    store: readChoice('store', STORES, { text: input.store, problems }),
    importMode: readChoice('import', IMPORT_MODES, { text: input.import, problems }),
    strictImport: input.strictImport ?? false,
    exportable: input.exportable ?? false,
    architectures: readArchitectures(input.architecture, problems),
    addWindowsPe: input.addWindowsPe ?? false,
  }
  throwProblems('the request cannot be carried out', problems)
  return request
}

function readUserPrincipalName(text: string | undefined, problems: Problem[]): UserPrincipalName {
  const hint = 'write it as name@domain'
  if (text === undefined) {
    problems.push({ field: 'upn', message: 'is missing', hint })
    return toUserPrincipalName('')
  }
  const fault = userPrincipalNameFault(text)
  if (fault !== null) problems.push({ field: 'upn', message: fault, hint })
  return toUserPrincipalName(text)
}

function readDevice(text: string | undefined, problems: Problem[]): string | null {
  if (text === undefined) return null
  const fault = computerNameFault(text) ?? fileNameFault(text) // because it names the output too
  if (fault !== null) {
    const hint = 'give 1 to 15 letters, digits and hyphens, such as LAPTOP-01'
    problems.push({ field: 'device', message: `${JSON.stringify(text)} ${fault}`, hint })
  }
  return text
}

function readPassword(password: Secret | 'made' | undefined, problems: Problem[]): Secret | null {
  if (password === 'made') return null
  if (password === undefined) {
    const hint = 'give a file, set CERTSTICK_PFX_PASSWORD, or let one be made with --yes'
    problems.push({ field: 'password', message: 'is missing', hint })
    return null
  }
  if (password.reveal() === '') {
    // windows.md §5: macOS cannot open a PFX that has an empty password.
    problems.push({ field: 'password', message: 'is empty', hint: 'give another, or none: --yes makes one' })
  }
  return password
}

/** Whole days from 1 on; null where none are given, or what is given is a problem. */
export function readDays(text: string | undefined, problems: Problem[]): number | null {
  if (text === undefined) return null
  const days = /^[0-9]{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (days >= 1 && days <= MAX_DAYS) return days
  const message = `${JSON.stringify(text)} is no number of days from 1 to ${MAX_DAYS}`
  problems.push({ field: 'days', message, hint: 'give a whole number, such as 365' })
  return null
}

function readArchitectures(text: string | undefined, problems: Problem[]): readonly Architecture[] | null {
  if (text === undefined) return null
  const read = (name: string) => readChoice('architecture', ARCHITECTURES, { text: name.trim(), problems })
  return [...new Set(text.split(',').map(read))].filter((architecture) => architecture !== null)
}

/** One of the choices; null where none was given, or one that is not known, which becomes a problem. */
export function readChoice<T extends string>(
  field: string,
  choices: readonly T[],
  { text, problems }: { readonly text: string | undefined; readonly problems: Problem[] },
): T | null {
  if (text === undefined) return null
  const choice = choices.find((known) => known === text)
  if (choice === undefined) {
    const hint = `choose ${choices.join(', ')}`
    problems.push({ field, message: `${JSON.stringify(text)} is not known`, hint })
  }
  return choice ?? null
}
