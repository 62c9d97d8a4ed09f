// What a device's log says: whether the certificate was imported, and what to do if not.
import type { Finding, Severity } from '../finding.ts'
import type { ScriptStep } from '../script/script.ts'
import { explainFailure } from './failures.ts'
import { type DeviceEvent, readMessage } from './messages.ts'
import { type LogLine, readLog } from './read-log.ts'

/**
 * `imported`: the certificate is in a store. `prepared`: Setup did its part, and the user's first sign-in does the rest.
 * `by-command`: the script did not have to import it, because a command of the answer file does, which logs nothing.
 * `machine-only`: it was imported for the machine, but not for the user, as it should be too. `not-imported`: see the findings.
 */
export type LogVerdict = 'imported' | 'prepared' | 'by-command' | 'machine-only' | 'not-imported'

export function isGood(verdict: LogVerdict): boolean {
  return verdict !== 'not-imported' && verdict !== 'machine-only'
}

export interface ReadEvent extends LogLine {
  readonly event: DeviceEvent
}

export interface JudgedLog {
  readonly verdict: LogVerdict
  readonly events: readonly ReadEvent[]
  readonly findings: readonly Finding[]
}

export function judgeLog(bytes: Uint8Array): JudgedLog {
  const events = readLog(bytes).map((line) => ({ ...line, event: readMessage(line.text) }))
  const verdict = verdictOf(events)
  return { verdict, events, findings: [...checkImport(events, verdict), ...checkRest(events)] }
}

/** A run of the script at a sign-in ends with one of these lines, and one in Setup begins with its steps. */
const LAST_OF_RUN: readonly DeviceEvent['kind'][] = ['failed', 'copies-deleted', 'will-be-deleted']

/** The runs of a file follow one another. */
function lastRun(events: readonly ReadEvent[]): readonly ReadEvent[] {
  const begun = events.findLastIndex(({ event }) => event.kind === 'begun')
  const before = events.slice(0, -1).findLastIndex(({ event }) => LAST_OF_RUN.includes(event.kind))
  return events.slice(Math.max(begun, before + 1))
}

const IMPORTING = ['machine', 'user'] as const satisfies readonly ScriptStep[]

function verdictOf(events: readonly ReadEvent[]): LogVerdict {
  const run = lastRun(events)
  const has = (kind: DeviceEvent['kind']) => run.some(({ event }) => event.kind === kind)
  const forUser = events.some(({ event }) => event.kind === 'imported' && event.store === 'CurrentUser')
  if (forUser) return 'imported' // a failure after it concerns the copies only
  const begun = run.find(({ event }) => event.kind === 'begun')
  const steps = begun?.event.kind === 'begun' ? begun.event.steps : []
  if (steps.length > 0 && !IMPORTING.some((step) => steps.includes(step))) return 'by-command'
  const failed = has('failed') || has('other-user')
  const forUserToo = steps.includes('user') || has('copied')
  if (!failed && forUserToo && has('hive-unloaded')) return 'prepared'
  if (!has('imported')) return 'not-imported'
  return failed || forUserToo ? 'machine-only' : 'imported'
}

function* checkImport(events: readonly ReadEvent[], verdict: LogVerdict): Generator<Finding> {
  const run = lastRun(events)
  const failed = run.find(({ event }) => event.kind === 'failed')
  const why = failed?.event.kind === 'failed' ? failed.event.why : null
  if (verdict === 'imported') {
    if (why !== null) yield finding('warning', 'copies-left', COPIES_LEFT, { line: failed?.line })
    return
  }
  if (verdict === 'prepared') {
    yield finding('note', 'sign-in-to-come', SIGN_IN_TO_COME)
    return
  }
  if (verdict === 'by-command') {
    yield finding('note', 'import-not-logged', IMPORT_NOT_LOGGED)
    return
  }
  const other = run.find(({ event }) => event.kind === 'other-user')
  if (other !== undefined) yield finding('error', 'other-user', OTHER_USER, { line: other.line })
  if (failed !== undefined && why !== null) {
    const { why: reason, hint } = explainFailure(why)
    const { line } = failed
    if (other !== undefined)
      yield finding('warning', 'copies-left', [`${CLOCK_MISSING[0]}: ${reason}`, CLOCK_MISSING[1]], { line })
    else if (onlyDeletes(run, events))
      yield finding('error', 'copies-left', [`${NOT_DELETED[0]}: ${reason}`, NOT_DELETED[1]], { line })
    else yield finding('error', 'import-failed', [reason, hint], { line })
  }
  if (other === undefined && failed === undefined) {
    const deleted = run.some(({ event }) => event.kind === 'copies-deleted')
    yield finding('error', deleted ? 'deleted-unused' : 'import-missing', deleted ? DELETED_UNUSED : MISSING)
  }
}

/** Every sign-in of a wrong user says so; what else runs for that user is the deletion after 72 hours. */
function onlyDeletes(run: readonly ReadEvent[], events: readonly ReadEvent[]): boolean {
  return run[0]?.event.kind !== 'begun' && events.some(({ event }) => event.kind === 'other-user')
}

type Text = readonly [message: string, hint: string]

const COPIES_LEFT: Text = [
  'the certificate was imported, but the PFX or its password may still be in C:\\ProgramData\\certstick',
  'the next sign-in of that user deletes them; else delete the files in that folder as an administrator, but not the folder',
]
const CLOCK_MISSING: Text = [
  'PFX and password are in C:\\ProgramData\\certstick, and nothing deletes them after 72 hours',
  'the next sign-in of that user tries again; if the right user never signs in, delete the files in that folder, but not the folder, and revoke the certificate',
]
const NOT_DELETED: Text = [
  'nothing was imported, and after 72 hours the PFX and its password could not be deleted from C:\\ProgramData\\certstick',
  'the next sign-in of that user tries again; else delete the files in that folder as an administrator, but not the folder, and revoke the certificate',
]
const SIGN_IN_TO_COME: Text = [
  'Setup did its part; the certificate is imported when the user signs in for the first time',
  'to see whether that worked, read %LOCALAPPDATA%\\certstick.log of that user',
]
const IMPORT_NOT_LOGGED: Text = [
  'a command of the answer file imports the certificate, and it logs nothing; the script had other things to do',
  'to see whether it was imported, run certutil -store My on the device',
]
const OTHER_USER: Text = [
  'somebody else was the first to sign in, so nothing was imported',
  'let the right user sign in within 72 hours; if that was the right user, compare whoami /upn with the user principal name of the stick',
]
const DELETED_UNUSED: Text = [
  'the copies were deleted, and no import is in this log',
  'import by hand with certstick export --to windows, or recreate the stick with certstick regenerate',
]
const MISSING: Text = [
  'the log ends before the import was done: the script was interrupted, or this is another file',
  'read C:\\Windows\\Panther\\certstick.log of the device, and %LOCALAPPDATA%\\certstick.log of the user',
]

/** What holds beside the import itself. */
function* checkRest(events: readonly ReadEvent[]): Generator<Finding> {
  for (const { event, line } of events) {
    if (event.kind === 'password-stays') {
      yield finding('warning', 'password-left', PASSWORD_LEFT, { line })
    } else if (event.kind === 'wifi-not-added') {
      const { why, hint } = explainFailure(event.why)
      yield finding('warning', 'wifi-not-added', [`the Wi-Fi profile was not added: ${why}`, hint], { line })
    } else if (event.kind === 'browsers-ask') {
      yield finding('note', 'browsers-ask', BROWSERS_ASK, { line })
    } else if (event.kind === 'unknown') yield finding('note', 'line-unknown', LINE_UNKNOWN, { line })
  }
}

const PASSWORD_LEFT: Text = [
  "the password is still in Windows' copies of the answer file",
  'delete unattend.xml and unattend-original.xml in C:\\Windows\\Panther as an administrator',
]
const BROWSERS_ASK: Text = [
  'the policy for Edge and Chrome could not be written, so they ask which certificate to take',
  'tell the user to pick the certificate; the sign-in works the same',
]
const LINE_UNKNOWN: Text = [
  'certstick does not know this line',
  'compare the version of certstick that made the stick; the line may also be of another program',
]

function finding(
  severity: Severity,
  code: string,
  [message, hint]: Text,
  { line }: { readonly line?: number | undefined } = {},
): Finding {
  return { severity, code, message, hint, ...(line === undefined ? {} : { line }) }
}
