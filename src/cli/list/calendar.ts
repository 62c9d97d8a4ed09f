// Expiries as a calendar that Outlook and others import: certificates, the CRL, the root. Importing a newer one moves
// the events, because their identifiers stay. Source: RFC 5545.
import { formatInstant, type Instant } from '../../instant.ts'
import type { CertificateList } from '../../inventory/list.ts'

/** A day of the calendar. */
interface Expiry {
  /** The same in every calendar, and in no other event of the world. */
  readonly uid: string
  readonly at: Instant
  readonly summary: string
  readonly description: string
  readonly alarmDays: number
}

export interface CalendarSource {
  readonly listed: CertificateList
  /** SHA-1 of the root, upper-case hex; with it a serial number is unique in the world. */
  readonly rootThumbprint: string
  /** Null: left out. */
  readonly crlEnds: Instant | null
  readonly rootEnds: Instant | null
}

const USER_ALARM_DAYS = 14
const CRL_ALARM_DAYS = 7
/** No user's certificate outlives the root, and each usually has a year. */
const ROOT_ALARM_DAYS = 400

/** Some lines at a time, with CRLF line ends, the last one included. */
export function* formatCalendar(source: CalendarSource, now: Date): Generator<string> {
  const stamp = toDateTime(formatInstant(now))
  yield 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//certstick//expiries//EN\r\n'
  for (const expiry of expiriesOf(source)) {
    yield eventLines(expiry, stamp)
      .map((line) => `${fold(line)}\r\n`)
      .join('')
  }
  yield 'END:VCALENDAR\r\n'
}

function* expiriesOf({ listed, rootThumbprint, crlEnds, rootEnds }: CalendarSource): Generator<Expiry> {
  for (const { certificate } of listed) {
    const { serialNumber, userPrincipalName, device, name, notAfter } = certificate
    yield {
      uid: `${serialNumber}.${rootThumbprint}`,
      at: notAfter,
      summary: `Certificate of ${userPrincipalName}${device === null ? '' : ` on ${device}`} ends`,
      description: `Make a new stick before: certstick regenerate ${name}\nSerial number ${serialNumber}`,
      alarmDays: USER_ALARM_DAYS,
    }
  }
  if (crlEnds !== null) {
    const description =
      'Entra ID then refuses every sign-in of this CA. Before: certstick crl, and publish it'
    const uid = `crl.${rootThumbprint}`
    yield { uid, at: crlEnds, summary: 'CRL ends', description, alarmDays: CRL_ALARM_DAYS }
  }
  if (rootEnds !== null) {
    const description =
      'No certificate of it works from then on. Before: a new root CA, and new sticks for everybody'
    const uid = `root.${rootThumbprint}`
    yield { uid, at: rootEnds, summary: 'Root CA ends', description, alarmDays: ROOT_ALARM_DAYS }
  }
}

/** An event of a whole day that blocks nobody's time; RFC 5545 §3.6.1 and §3.6.6. */
function eventLines({ uid, at, summary, description, alarmDays }: Expiry, stamp: string): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${toDateTime(at).slice(0, 8)}`,
    `SUMMARY:${escapeText(summary)}`,
    `DESCRIPTION:${escapeText(description)}`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escapeText(summary)}`,
    `TRIGGER:-P${alarmDays}D`,
    'END:VALARM',
    'END:VEVENT',
  ]
}

/** `20261122T093000Z`, RFC 5545 §3.3.5. */
function toDateTime(instant: Instant): string {
  return instant.replaceAll(/[-:]/g, '')
}

/** RFC 5545 §3.3.11; control characters, which no text may hold, become spaces. */
function escapeText(text: string): string {
  return text
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/\p{Cc}/gu, ' ')
}

const LINE_OCTETS = 75 // RFC 5545 §3.1, without the line end

/** Long lines go on after CRLF and a space; never inside of a character. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= LINE_OCTETS) return line
  const parts: string[] = []
  let part = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > LINE_OCTETS) {
      parts.push(part)
      part = ' '
      octets = 1
    }
    part += character
    octets += size
  }
  return [...parts, part].join('\r\n')
}
