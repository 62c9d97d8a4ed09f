import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatLine } from '../../src/authority/ledger-lines.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import type { UserError } from '../../src/errors.ts'
import { temporaryFolder } from '../support/folders.ts'
import { copyState, intended, issued, revoked, serialOf, superseded } from '../support/ledger-events.ts'

async function openNew(): Promise<{ store: AuthorityStore; path: string }> {
  const folder = temporaryFolder()
  return { store: await AuthorityStore.open(folder), path: join(folder, 'ledger.jsonl') }
}

const quietly = () => {}

test('a folder without a ledger has an empty one', async () => {
  const { store } = await openNew()
  expect(store.readLedger()).toMatchObject({ note: null, state: { lastCrl: null } })
  expect(store.readLedger().state.entries.size).toBe(0)
})

test('what was appended is there for the next one who opens the folder', async () => {
  const { store, path } = await openNew()
  await store.write(quietly, (ledger) => ledger.append([intended(1), issued(1)]))
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const other = await AuthorityStore.open(store.folder)
  const entry = other.readLedger().state.entries.get(serialOf(1))
  expect(entry?.state).toBe('issued')
  expect(entry && other.readIssued(entry)).toEqual(issued(1))
})

test('what happens to an intent before its issue, or without one, is read as it was written', async () => {
  const { store } = await openNew()
  const events = [
    intended(1),
    intended(2),
    superseded(2),
    intended(3),
    revoked(3),
    issued(3),
    issued(1),
    intended(4),
  ]
  await store.write(quietly, (ledger) => ledger.append(events))
  const written = store.readLedger().state
  const read = (await AuthorityStore.open(store.folder)).readLedger().state
  expect(copyState(read)).toEqual(copyState(written))
  expect([...read.entries.values()].map(({ state }) => state)).toEqual([
    'issued',
    'superseded',
    'revoked',
    'intended',
  ])
  expect(read.entries.get(serialOf(1))?.intendedAt).toBe(intended(1).at)
})

test('an entry that was only intended has no certificate', async () => {
  const { store } = await openNew()
  await store.write(quietly, (ledger) => ledger.append([intended(1)]))
  const entry = store.readLedger().state.entries.get(serialOf(1))
  expect(entry && store.readIssued(entry)).toBe(null)
})

test('many appends at once all arrive, in order, and places fit', async () => {
  const { store } = await openNew()
  await store.write(quietly, async (ledger) => {
    await Promise.all(
      Array.from({ length: 200 }, async (_, number) => {
        await ledger.append([intended(number)])
        await ledger.append([issued(number)])
      }),
    )
  })
  const other = await AuthorityStore.open(store.folder)
  const entries = [...other.readLedger().state.entries.values()]
  expect(entries.map((entry) => entry.serialNumber)).toEqual(entries.map((_, number) => serialOf(number)))
  entries.forEach((entry, number) => {
    expect(other.readIssued(entry)).toEqual(issued(number))
  })
})

test('what another process added is seen, without reading the rest again', async () => {
  const { store } = await openNew()
  const other = await AuthorityStore.open(store.folder)
  await store.write(quietly, (ledger) => ledger.append([issued(1)]))
  const before = other.readLedger().state
  await store.write(quietly, (ledger) => ledger.append([issued(2)]))
  expect(other.readLedger().state).toBe(before)
  expect(before.entries.size).toBe(2)
})

test('an older copy put in its place is read anew', async () => {
  const { store, path } = await openNew()
  await store.write(quietly, (ledger) => ledger.append([issued(1)]))
  const copy = readFileSync(path)
  await store.write(quietly, (ledger) => ledger.append([issued(2)]))
  writeFileSync(path, copy)
  expect(copyState(store.readLedger().state).entries.map(({ serialNumber }) => serialNumber)).toEqual([
    serialOf(1),
  ])
})

test('an event that contradicts the others is not written', async () => {
  const { store, path } = await openNew()
  await store.write(quietly, (ledger) => ledger.append([issued(1)]))
  const before = readFileSync(path)
  const attempt = store.write(quietly, (ledger) => ledger.append([issued(2), issued(1), issued(3)]))
  await expect(attempt).rejects.toThrow(/already issued/)
  expect(readFileSync(path)).toEqual(before)
  expect(store.readLedger().state.entries.size).toBe(1)
})

describe('a last line that was never finished', () => {
  test('is left out by a reader, and cut off by the next writer, who says so', async () => {
    const { store, path } = await openNew()
    await store.write(quietly, (ledger) => ledger.append([issued(1), issued(2)]))
    const whole = readFileSync(path)
    const torn = Buffer.from(formatLine(issued(3)))
    for (const length of [1, 2, 100, torn.length - 2]) {
      writeFileSync(path, Buffer.concat([whole, torn.subarray(0, length)]))
      const reader = await AuthorityStore.open(store.folder)
      expect(reader.readLedger().state.entries.size).toBe(2)
      expect(reader.readLedger().note).toContain('unfinished')
      expect(statSync(path).size).toBe(whole.length + length)
      const note = await reader.write(quietly, async (ledger) => {
        await ledger.append([])
        return ledger.note
      })
      expect(note).toMatch(/^line 3 of ".*ledger.jsonl" was never finished and was cut off/)
      expect(readFileSync(path)).toEqual(whole)
    }
  })

  test('is kept where only its end is lost', async () => {
    const { store, path } = await openNew()
    await store.write(quietly, (ledger) => ledger.append([issued(1), issued(2)]))
    const whole = readFileSync(path)
    truncateSync(path, whole.length - 1)
    const reader = await AuthorityStore.open(store.folder)
    await reader.write(quietly, async (ledger) => {
      expect(ledger.note).toContain('line 2')
      expect(ledger.state.entries.size).toBe(2)
      await ledger.append([revoked(2)])
    })
    expect(readFileSync(path).subarray(0, whole.length)).toEqual(whole)
    expect((await AuthorityStore.open(store.folder)).readLedger()).toMatchObject({ note: null })
  })

  test('may be nothing but zeros, as a power cut leaves it', async () => {
    const { store, path } = await openNew()
    await store.write(quietly, (ledger) => ledger.append([issued(1)]))
    const whole = readFileSync(path)
    appendFileSync(path, Buffer.alloc(5000))
    await store.write(quietly, (ledger) => ledger.append([issued(2)]))
    expect(readFileSync(path).toString()).toBe(whole.toString() + formatLine(issued(2)))
  })
})

describe('any other damage', () => {
  const damages: readonly [string, (lines: string[]) => void, readonly string[]][] = [
    [
      'one letter',
      (lines) => {
        lines[1] = lines[1]?.replace('contoso', 'c0ntoso') ?? ''
      },
      ['line 2'],
    ],
    [
      'a line that is no JSON',
      (lines) => {
        lines.splice(2, 0, 'oops')
      },
      ['line 3'],
    ],
    [
      'an empty line',
      (lines) => {
        lines.splice(1, 0, '')
      },
      ['line 2'],
    ],
    [
      'a line cut in two',
      (lines) => {
        lines[1] = lines[1]?.replace('"device"', '\n"device"') ?? ''
      },
      ['line 2', 'line 3'],
    ],
    [
      'a line twice',
      (lines) => {
        lines.splice(1, 0, lines[0] ?? '')
      },
      ['line 2'],
    ],
    [
      'two lines',
      (lines) => {
        lines[0] = 'x'
        lines[2] = 'y'
      },
      ['line 1', 'line 3'],
    ],
  ]
  test.each(damages)('%s is named by line, and nothing is written', async (_name, damage, fields) => {
    const { store, path } = await openNew()
    await store.write(quietly, (ledger) => ledger.append([issued(1), issued(2), issued(3)]))
    const lines = readFileSync(path, 'utf8').split('\n')
    damage(lines)
    writeFileSync(path, lines.join('\n'))
    const before = readFileSync(path)
    const fresh = await AuthorityStore.open(store.folder)
    const errors: UserError[] = []
    const attempts = [
      async () => fresh.readLedger(),
      () => fresh.write(quietly, (l) => l.append([issued(4)])),
    ]
    for (const attempt of attempts) await attempt().catch((error) => errors.push(error))
    expect(errors.map((error) => error.problems.map(({ field }) => field))).toEqual([fields, fields])
    expect(errors.every((error) => error.code === 'failed')).toBe(true)
    expect(readFileSync(path)).toEqual(before)
  })

  test('a file without any line end is refused before it fills the memory', async () => {
    const { store, path } = await openNew()
    writeFileSync(path, Buffer.alloc(3 << 20, 'x'))
    expect(() => store.readLedger()).toThrow(/damaged: line 1/)
  })
})
