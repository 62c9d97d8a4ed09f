// Every message that install.ps1 can log, and what it means. A test compares this table with the script.
import { isScriptStep, type ScriptStep } from '../script/script.ts'

/** What happened on the device. */
export type DeviceEvent =
  | { readonly kind: Plain }
  | { readonly kind: 'begun'; readonly steps: readonly ScriptStep[] }
  | { readonly kind: 'imported'; readonly store: 'LocalMachine' | 'CurrentUser' }
  | { readonly kind: 'will-be-deleted'; readonly at: string }
  | { readonly kind: 'password-stays' | 'wifi-not-added' | 'browsers-ask' | 'failed'; readonly why: string }
  | { readonly kind: 'unknown' }

/** A message without values. */
export type Plain = keyof typeof PLAIN

/** The messages without values, and their meaning. */
const PLAIN = {
  'root-added': ['root certificate: done', 'the root certificate was added for the machine'],
  'auto-select': [
    'choice of the certificate in Edge and Chrome: done',
    'Edge and Chrome take the certificate for Entra ID without asking',
  ],
  'wifi-added': ['Wi-Fi profile: done', 'the Wi-Fi profile was added for all users'],
  copied: [
    'copies for the first sign-in: done',
    'PFX, password and script were copied to ProgramData for the first sign-in',
  ],
  'hive-loaded': ['hive of the default user loaded: done', 'the registry of new users was opened'],
  'run-once': ['entry in RunOnce: done', 'the script will run at the next sign-in'],
  'hive-unloaded': ['hive of the default user unloaded: done', 'the registry of new users was closed'],
  'other-user': [
    'the certificate is for another user: nothing was imported',
    'somebody else signed in, so nothing was imported',
  ],
  'task-created': ['task that deletes the copies: done', 'a task to delete the copies was created'],
  'copies-deleted': ['copies deleted', 'PFX, password and script were deleted from ProgramData'],
  'password-removed': [
    'password removed from unattend.xml',
    'the password was removed from a copy of the answer file',
  ],
  'password-removed-original': [
    'password removed from unattend-original.xml',
    'the password was removed from a copy of the answer file',
  ],
} as const satisfies Readonly<Record<string, readonly [message: string, meaning: string]>>

const BEGUN = /^steps: (.+)$/
const IMPORTED = /^certificate imported into the store of (LocalMachine|CurrentUser)$/
const WILL_BE_DELETED =
  /^the copies in .+ will be deleted at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d), in 72 hours, unless \S+ signs in before$/
const PASSWORD_STAYS = /^the password stays in the answer file's copies: (.*)$/
const WIFI_NOT_ADDED = /^the Wi-Fi profile was not added: (.*)$/
const BROWSERS_ASK = /^Edge and Chrome will ask which certificate to take: (.*)$/
const FAILED = /^failed: (.*)$/

export function readMessage(text: string): DeviceEvent {
  const step = Object.entries(PLAIN).find(([, [message]]) => message === text)
  if (step !== undefined) return { kind: step[0] as Plain }
  const steps = BEGUN.exec(text)?.[1]?.split(' ')
  if (steps?.every(isScriptStep)) return { kind: 'begun', steps }
  const store = IMPORTED.exec(text)?.[1]
  if (store === 'LocalMachine' || store === 'CurrentUser') return { kind: 'imported', store }
  const [, at] = WILL_BE_DELETED.exec(text) ?? []
  if (at !== undefined) return { kind: 'will-be-deleted', at }
  const [, stays] = PASSWORD_STAYS.exec(text) ?? []
  if (stays !== undefined) return { kind: 'password-stays', why: stays }
  const [, notAdded] = WIFI_NOT_ADDED.exec(text) ?? []
  if (notAdded !== undefined) return { kind: 'wifi-not-added', why: notAdded }
  const [, ask] = BROWSERS_ASK.exec(text) ?? []
  if (ask !== undefined) return { kind: 'browsers-ask', why: ask }
  const [, why] = FAILED.exec(text) ?? []
  return why === undefined ? { kind: 'unknown' } : { kind: 'failed', why }
}

const STEP_WORDS: Readonly<Record<ScriptStep, string>> = {
  root: 'add the root',
  machine: 'import for the machine',
  wifi: 'add the Wi-Fi profile',
  'auto-select': 'let Edge and Chrome take the certificate',
  user: 'prepare the first sign-in',
  blank: 'take the password out of Panther',
}

/** What it means, in plain words. */
export function meaningOf(event: DeviceEvent): string {
  switch (event.kind) {
    case 'begun':
      return `the script began in Setup: ${event.steps.map((step) => STEP_WORDS[step]).join(', ')}`
    case 'imported':
      return `the certificate was imported for ${event.store === 'CurrentUser' ? 'the user' : 'the machine'}`
    case 'will-be-deleted':
      return `the copies will be deleted at ${event.at}`
    case 'password-stays':
      return `the password is still in Windows' copies of the answer file: ${event.why}`
    case 'wifi-not-added':
      return `the Wi-Fi profile was not added: ${event.why}`
    case 'browsers-ask':
      return `Edge and Chrome will ask which certificate to take: ${event.why}`
    case 'failed':
      return `failed: ${event.why}`
    case 'unknown':
      return 'certstick does not know this line'
    default:
      return PLAIN[event.kind][1]
  }
}
