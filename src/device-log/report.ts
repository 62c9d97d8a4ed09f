// Formats what a device's log says, as text and as JSON.
import { formatFindings, limitFindings } from '../finding.ts'
import { joinLines, shown } from '../screen-text.ts'
import type { JudgedLog, LogVerdict } from './judge-log.ts'
import { meaningOf } from './messages.ts'

const SENTENCES: Readonly<Record<LogVerdict, string>> = {
  imported: 'the certificate was imported.',
  prepared: 'the device is prepared; the first sign-in of the user imports the certificate.',
  'by-command': 'the script did what it had to; a command of the answer file imports the certificate.',
  'machine-only': 'the certificate was imported for the machine, but not for the user.',
  'not-imported': 'the certificate was not imported.',
}

/** A log of ours is short; of another file the end is enough. */
const MOST_SHOWN = 100

/** @param path as the user would type it */
export function reportLog(path: string, { verdict, events, findings }: JudgedLog): string {
  const left = events.length - MOST_SHOWN
  const lines = events.slice(-MOST_SHOWN).map(({ at, text, event }) => {
    return `  ${at ?? '(no time)'}  ${event.kind === 'unknown' ? text : meaningOf(event)}`
  })
  return joinLines([
    `${shown(path)}: ${SENTENCES[verdict]}`,
    ...(lines.length === 0 ? [] : ['']),
    ...(left > 0 ? [`  (${left} lines before)`] : []),
    ...lines,
    ...(findings.length === 0 ? [] : ['', ...formatFindings(limitFindings(findings))]),
  ])
}

export function logToJson(path: string, { verdict, events, findings }: JudgedLog): string {
  const lines = events.map(({ line, at, text, event }) => ({ line, at, ...event, text }))
  return JSON.stringify({ log: path, verdict, events: lines, findings: limitFindings(findings) }, null, 2)
}
