// From the ledger's bytes, chunk by chunk, to its state. Pure. A last line that was never finished is left out
// and said (the next writer cuts it off); any other damage is an error that names the lines.
import { crc32 } from 'node:zlib'
import { type Problem, UserError } from '../errors.ts'
import type { Place } from './ledger.ts'
import { type CheckedLine, checkLine, emptyLine } from './ledger-check.ts'
import { checkedEnd, parseLine } from './ledger-lines.ts'
import { scanLine } from './ledger-scan.ts'
import { applyEvent, applyLine, emptyLedger, type GrowingLedger } from './ledger-state.ts'

const LINE_FEED = 10
/** Ours are about 2 KB; a longer one is no line of a ledger, and is not kept in memory to find its end. */
const LONGEST_LINE = 1 << 20
const SHOWN_PROBLEMS = 10

/** How far a ledger has been read: given back to `readLedger`, the reading goes on from there. */
export interface LedgerReading {
  readonly ledger: GrowingLedger
  /** Bytes of the whole lines; the next chunk starts here. */
  end: number
  lines: number
  /** Bytes after the last line's end, which no line end follows. */
  unfinished: number
  /** CRC-32 of the whole lines, all of them. */
  check: number
  /** How many of the bytes the index on the disk covers. */
  indexed: number
  /** Of the line at hand; its own, because reading on may ask for another reading. */
  readonly scratch: CheckedLine
}

/** An intent and its issue, which holds the certificate and the answers, take some more. */
const BYTES_OF_A_CERTIFICATE = 1_500

/** @param bytes that the ledger has: memory for its state is then there from the start */
export function unread(bytes = 0): LedgerReading {
  const ledger = emptyLedger(Math.ceil(bytes / BYTES_OF_A_CERTIFICATE))
  return { ledger, end: 0, lines: 0, unfinished: 0, check: 0, indexed: 0, scratch: emptyLine() }
}

/**
 * Adds what the chunks hold to the reading; a chunk's memory may be used again for the next one.
 * @throws UserError failed: some lines are damaged, each a problem; the reading is then of no more use
 */
export function readLedger(chunks: Iterable<Buffer>, reading: LedgerReading): void {
  const problems: Problem[] = []
  let rest = Buffer.alloc(0)
  for (const chunk of chunks) {
    const before = rest
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const line = chunk.subarray(start, end)
      readLine(rest.length === 0 ? line : Buffer.concat([rest, line]), reading, problems)
      if (rest.length > 0) rest = Buffer.alloc(0)
      start = end + 1
    }
    if (start > 0) reading.check = crc32(chunk.subarray(0, start), crc32(before, reading.check))
    rest = Buffer.concat([rest, chunk.subarray(start)])
    if (rest.length > LONGEST_LINE) {
      problems.push({ field: `line ${reading.lines + 1}`, message: 'does not end' })
      break
    }
  }
  reading.unfinished = rest.length
  if (problems.length > 0) throw damaged(problems)
}

function readLine(line: Buffer, reading: LedgerReading, problems: Problem[]): void {
  const place = { offset: reading.end, length: line.length }
  reading.end += line.length + 1
  reading.lines += 1
  if (problems.length > SHOWN_PROBLEMS) return
  const message = messageOf(() => apply(reading, line, place))
  if (message !== null) problems.push({ field: `line ${reading.lines}`, message })
}

/** @throws SyntaxError that says what is wrong with the line @returns what contradicts the lines before it */
function apply({ ledger, scratch }: LedgerReading, line: Buffer, place: Place): string | null {
  const isPlain = scanLine(line, checkedEnd(line), scratch) && checkLine(scratch)
  return isPlain ? applyLine(ledger, scratch, place) : applyEvent(ledger, parseLine(line), place)
}

function messageOf(read: () => string | null): string | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof SyntaxError) return error.message
    throw error
  }
}

function damaged(problems: readonly Problem[]): UserError {
  const shown = problems.slice(0, SHOWN_PROBLEMS)
  const more = problems.length > shown.length ? ' and more' : ''
  return new UserError('failed', `the ledger is damaged: ${shown.map((p) => p.field).join(', ')}${more}`, {
    problems: shown,
    hint: 'restore ledger.jsonl from a backup; nothing is issued or recorded until it reads whole again',
  })
}
