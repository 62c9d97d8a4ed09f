// The line that makes a scheduler write and copy the next CRL, for the system that certstick runs on.
import { quoteShell } from '../../handover/quoting.ts'

export interface Schedule {
  /** Absolute paths. */
  readonly caFolder: string
  readonly copyTo: string
  readonly passphraseFile: string | null
  /** From one CRL to the day when the next must be there. */
  readonly days: number
  /** The host's, as Node names it. */
  readonly platform: string
}

/** Twice before a CRL ends, so that one run may fail. */
const RUNS = 2

/** Lines for the reader to copy. */
export function scheduleLines(schedule: Schedule): string[] {
  const { caFolder, copyTo, passphraseFile, days, platform } = schedule
  const isWeekly = days >= 7 * RUNS
  const words = [
    'certstick',
    'crl',
    '--yes',
    ...['--ca', caFolder],
    ...(passphraseFile === null ? [] : ['--ca-passphrase-file', passphraseFile]),
    ...['--copy-to', copyTo],
    ...['--days', String(days)],
  ]
  if (platform === 'win32') {
    // schtasks takes the command in quotes, and quotes within it after a backslash.
    const command = words.map((word) => (/^[\w:\\.-]+$/.test(word) ? word : `\\"${word}\\"`)).join(' ')
    const when = isWeekly ? '/sc weekly /d MON' : '/sc daily'
    return [
      'To have it done for you, in a Command Prompt:',
      `  schtasks /create /tn "certstick CRL" ${when} /st 03:00 /tr "${command}"`,
    ]
  }
  const command = words.map((word) => (/^[\w/:.-]+$/.test(word) ? word : quoteShell(word))).join(' ')
  return [
    'To have it done for you, in a systemd timer and its service:',
    `  OnCalendar=${isWeekly ? 'Mon 03:00' : '03:00'}`,
    `  ExecStart=/usr/bin/env ${command}`,
  ]
}
