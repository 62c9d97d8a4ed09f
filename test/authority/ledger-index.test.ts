// The index of a ledger against the ledger itself: with it and without it, the state is the same, whatever befalls either.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LedgerEvent } from '../../src/authority/ledger.ts'
import { encodeIndex } from '../../src/authority/ledger-index.ts'
import { formatLine } from '../../src/authority/ledger-lines.ts'
import { readLedger, unread } from '../../src/authority/ledger-reader.ts'
import { readLedgerFile } from '../../src/authority/store-ledger.ts'
import { UserError } from '../../src/errors.ts'
import { temporaryFolder } from '../support/folders.ts'
import { ledgers } from '../support/ledger-arbitrary.ts'
import { copyState, crl, intended, issued, revoked, superseded } from '../support/ledger-events.ts'

const EVENTS = [
  intended(1),
  issued(1),
  issued(2),
  superseded(1, 2),
  revoked(2),
  crl(3),
  issued(3),
  revoked(3),
]

function linesOf(events: readonly LedgerEvent[]): Buffer {
  return Buffer.from(events.map(formatLine).join(''))
}

function indexOf(events: readonly LedgerEvent[]): Buffer {
  const reading = unread()
  readLedger([linesOf(events)], reading)
  return Buffer.concat(encodeIndex(reading) ?? [])
}

/** A folder with that ledger and that index. */
function folderWith(ledger: Buffer, index: Buffer | null) {
  const folder = temporaryFolder()
  const path = join(folder, 'ledger.jsonl')
  writeFileSync(path, ledger)
  if (index !== null) writeFileSync(join(folder, 'ledger.index'), index)
  return { path, putIndex: (other: Buffer) => writeFileSync(join(folder, 'ledger.index'), other) }
}

/** What is read of the ledger: all that it says, or what is wrong with it. */
function read(path: string): unknown {
  try {
    const { ledger, end, lines, unfinished, check } = readLedgerFile(path, null)
    return { ...copyState(ledger), end, lines, unfinished, check }
  } catch (error) {
    if (error instanceof UserError) return { message: error.message, problems: error.problems }
    throw error
  }
}

function indexedBytes(path: string): number {
  return readLedgerFile(path, null).indexed
}

test('the index and what follows it add up to what the whole ledger says, wherever it ends', () => {
  fc.assert(
    fc.property(ledgers, (events) => {
      const { path, putIndex } = folderWith(linesOf(events), null)
      const whole = read(path)
      for (let split = 0; split <= events.length; split++) {
        putIndex(indexOf(events.slice(0, split)))
        expect(indexedBytes(path)).toBe(linesOf(events.slice(0, split)).length)
        expect(read(path)).toEqual(whole)
      }
    }),
    { numRuns: 40 },
  )
})

test('an index that was read may be written again, and is the same', () => {
  fc.assert(
    fc.property(ledgers, (events) => {
      const index = indexOf(events)
      const { path } = folderWith(linesOf(events), index)
      const parts = encodeIndex(readLedgerFile(path, null)) ?? []
      expect(Buffer.concat(parts).equals(index)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

describe('the answer is as without an index', () => {
  const ledger = linesOf(EVENTS)
  const index = indexOf(EVENTS.slice(0, 6))

  test('when any byte of the ledger is another, and the damaged line is named', () => {
    const [{ path }, plain] = [folderWith(ledger, index), folderWith(ledger, null)]
    fc.assert(
      fc.property(fc.nat(ledger.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = changed(ledger, at, change)
        writeFileSync(path, damaged)
        writeFileSync(plain.path, damaged)
        const answer = read(path)
        expect(answer).toEqual(read(plain.path))
        const line = ledger.subarray(0, at).toString('latin1').split('\n').length
        // a last line without its end is no damage, but a write that is going on
        if (at < ledger.length - 1) expect(firstProblem(answer)).toBe(`line ${line}`)
      }),
      { numRuns: 300 },
    )
  })

  test('when any byte of the index is another', () => {
    const { path, putIndex } = folderWith(ledger, null)
    const whole = read(path)
    for (let at = 0; at < index.length; at++) {
      putIndex(changed(index, at, 1 + (at % 255)))
      expect(read(path)).toEqual(whole)
    }
  })

  test('when the index is cut anywhere, or goes on', () => {
    const { path, putIndex } = folderWith(ledger, null)
    const whole = read(path)
    for (let length = 0; length < index.length; length++) {
      putIndex(index.subarray(0, length))
      expect(indexedBytes(path)).toBe(0)
      expect(read(path)).toEqual(whole)
    }
    putIndex(Buffer.concat([index, Buffer.alloc(1)]))
    expect(indexedBytes(path)).toBe(0)
  })

  test.each<[string, readonly LedgerEvent[]]>([
    ['an older copy of the ledger', EVENTS.slice(0, 3)],
    ['an older copy that went another way', [...EVENTS.slice(0, 3), issued(7), issued(8), issued(9), crl(9)]],
    [
      'another ledger of the same length',
      [...EVENTS].map((event) => ({ ...event, at: '2026-03-01T10:00:01Z' })),
    ],
    ['a longer ledger of another CA', Array.from({ length: 30 }, (_, number) => issued(100 + number))],
    ['an empty ledger', []],
  ])('when %s was put in its place', (_, events) => {
    const { path } = folderWith(linesOf(events), index)
    expect(indexedBytes(path)).toBe(0)
    expect(read(path)).toEqual(read(folderWith(linesOf(events), null).path))
  })

  test('when the index is of another format, or the last line was never finished', () => {
    const newer = Buffer.from(index.toString('latin1').replace('index 1 ', 'index 9 '), 'latin1')
    const torn = ledger.subarray(0, -20)
    expect(read(folderWith(ledger, newer).path)).toEqual(read(folderWith(ledger, null).path))
    expect(read(folderWith(torn, index).path)).toEqual(read(folderWith(torn, null).path))
    expect(indexedBytes(folderWith(torn, index).path)).toBeGreaterThan(0)
  })

  test.each<[string, (index: Buffer) => Buffer]>([
    ['gone', () => Buffer.alloc(0)],
    ['damaged', (whole) => changed(whole, whole.length - 1, 1)],
    ['another', () => indexOf([issued(50), issued(51)])],
  ])('when the index is %s by the time that its details are asked for', (_, become) => {
    const { path, putIndex } = folderWith(ledger, index)
    const whole = read(path)
    const { ledger: state, indexed } = readLedgerFile(path, null)
    expect(indexed).toBeGreaterThan(0)
    putIndex(become(readFileSync(join(path, '..', 'ledger.index'))))
    expect(copyState(state)).toMatchObject(copyOf(whole))
  })
})

function firstProblem(answer: unknown): string | undefined {
  return (answer as UserError).problems[0]?.field
}

function copyOf(answer: unknown) {
  const { entries, lastCrl } = answer as ReturnType<typeof copyState>
  return { entries, lastCrl }
}

function changed(bytes: Buffer, at: number, change: number): Buffer {
  const other = Buffer.from(bytes)
  other[at] = (other[at] ?? 0) ^ change
  return other
}
