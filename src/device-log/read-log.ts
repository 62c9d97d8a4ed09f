// certstick.log as install.ps1 writes it on a device: bytes → lines with their times. The file comes back from a device that
// anybody may have had, so nothing in it is trusted.

/** One line of the log, with what PowerShell wrote on the lines after it. */
export interface LogLine {
  /** From 1. */
  readonly line: number
  /** Local time of the device, such as `2026-01-31T08:15:00`; null: the line has none. */
  readonly at: string | null
  readonly text: string
}

/** The script writes some twenty lines in a device's life. */
const MOST_LINES = 10_000
const MOST_TEXT = 2_000

/** The last lines, if there are more than a log of ours can have. */
export function readLog(bytes: Uint8Array): LogLine[] {
  const read: LogLine[] = []
  for (const [index, raw] of decodeLog(bytes)
    .split(/\r\n|\n|\r/)
    .entries()) {
    const [, at, text = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) (.*)$/.exec(raw) ?? []
    const before = read.at(-1)
    if (at !== undefined) read.push({ line: index + 1, at, text: text.slice(0, MOST_TEXT) })
    else if (raw.trim() === '') continue
    else if (before !== undefined) read[read.length - 1] = { ...before, text: joined(before.text, raw) }
    else read.push({ line: index + 1, at: null, text: raw.slice(0, MOST_TEXT) })
  }
  return read.slice(-MOST_LINES)
}

/** A message of Windows may have several lines. */
function joined(text: string, more: string): string {
  return text.length >= MOST_TEXT ? text : `${text} ${more.trim()}`.slice(0, MOST_TEXT)
}

/**
 * Windows PowerShell appends in the code page of the system, PowerShell 7 in UTF-8; whoever copies the text may save it as
 * UTF-16. What certstick writes itself is ASCII; only the words of Windows are not.
 */
function decodeLog(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

function encodingOf(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first !== 0 && second === 0 && bytes.length > 1) return 'utf-16le'
  if (first === 0 && second !== 0) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}
