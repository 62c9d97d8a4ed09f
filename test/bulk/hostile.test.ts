// Tables from anybody: whatever stands in the cells, a row becomes a plan inside of the output folder whose command says
// just what was meant, or a refusal.
import { readFileSync } from 'node:fs'
import { dirname, normalize } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseOwnCommand } from '../../src/answer-file/commands.ts'
import { inspectAnswerFile } from '../../src/answer-file/inspect.ts'
import { planRows } from '../../src/bulk/plan.ts'
import { readUserTable } from '../../src/bulk/table.ts'
import { UserError } from '../../src/errors.ts'
import { produceAnswerFile } from '../../src/issue/produce.ts'
import { fileNameFault, fileNameKey } from '../../src/media/file-name.ts'
import type { MediaPlan } from '../../src/plan/plan.ts'
import { formatCsv, formatSpreadsheet, parseCsv } from '../../src/tables/csv.ts'
import { frozenRandom, NOW } from '../support/world.ts'

const template = {
  name: 'entra-join',
  bytes: readFileSync(new URL('../../templates/minimal.xml', import.meta.url)),
  bundled: true,
}
const circumstances = {
  now: NOW,
  random: frozenRandom(),
  root: { commonName: null, notBefore: new Date('2026-01-01'), notAfter: new Date('2035-01-01') },
  crlUrl: null,
  wifi: null,
  outputFolder: '/media/output',
  readTemplate: (name: string) => {
    if (name === 'entra-join') return template
    throw new UserError('wrong-input', 'there is no such file')
  },
}

/** The plans of a table, or null where it is refused; anything else that is thrown is a crash. */
function plansOf(csv: Uint8Array): MediaPlan[] | null {
  const terms = {
    defaults: { password: 'made' },
    allowPasswords: true,
    ignoreColumns: false,
    readPasswordFile: () => {
      throw new UserError('wrong-input', 'there is no such file')
    },
  } as const
  try {
    return planRows(readUserTable(csv, terms), circumstances, () => {}).rows.map(({ plan }) => plan)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    expect(error.problems.length + error.message.length).toBeGreaterThan(0)
    return null
  }
}

function expectHarmless(plan: MediaPlan): void {
  expect(dirname(plan.folder)).toBe(normalize('/media/output'))
  expect(fileNameFault(plan.name)).toBe(null)
  expect(fileNameFault(plan.pfx.fileName)).toBe(null)
  const { commands } = inspectAnswerFile(produceAnswerFile(template.bytes, plan.answerFile))
  expect(commands.length).toBeGreaterThan(0)
  for (const command of commands) {
    const own = parseOwnCommand(command)
    expect(own).not.toBe(null)
    if (own !== null && 'password' in own) {
      expect(own.password.reveal()).toBe(plan.pfx.password.reveal())
      expect(own.pfxFileName).toBe(plan.pfx.fileName)
    }
  }
}

const HOSTILE = [
  '../',
  '..\\..\\x',
  '/etc/passwd',
  'C:\\Windows',
  'CON',
  'nul.txt',
  'com1',
  '"',
  "'",
  '$(calc)',
  '`calc`',
  '; calc',
  '| calc',
  '\n',
  '\r\n',
  '\0',
  '%PATH%',
  '<script>',
  ']]>',
  '&lt;',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\u202e',
  '\ud800',
  'x'.repeat(10_000),
  '..',
  '.',
  ' ',
  'ü',
  '\ufeff',
  "o'brien",
  '~',
  '^',
  '#',
  '!',
  '__proto__',
  'constructor',
] // prettier-ignore
const piece = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('jane', 'PC-1', '@', '.', 'a.com'),
)
const cell = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''))

/** Mostly what may pass, so that one hostile cell is what decides. */
function mostly(fair: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 6, arbitrary: fair }, { weight: 1, arbitrary: cell })
}
const upn = mostly(fc.stringMatching(/^[A-Za-z0-9'.\-_!#^~]{1,12}$/).map((name) => `${name}@contoso.com`))
const device = mostly(fc.oneof(fc.constant(''), fc.stringMatching(/^[A-Za-z0-9-]{1,15}$/)))
const password = mostly(fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme-ascii', maxLength: 20 })))
const days = mostly(fc.constant(''))

describe('a hostile table', () => {
  test('never leaves the output folder, never reaches PowerShell or XML unquoted, never crashes', () => {
    let planned = 0
    const row = fc.tuple(upn, device, password, days)
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), (rows) => {
        const lines = rows.map((cells) => formatCsv(cells))
        const plans = plansOf(
          Buffer.from(`${formatCsv(['upn', 'device', 'password', 'days'])}${lines.join('')}`),
        )
        for (const plan of plans ?? []) expectHarmless(plan)
        planned += plans?.length ?? 0
        const places = plans?.map(({ name }) => fileNameKey(name)) ?? []
        expect(new Set(places).size).toBe(places.length)
      }),
      { numRuns: 1500 },
    )
    expect(planned).toBeGreaterThan(100) // or nothing was tried
  })

  test('may be any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void plansOf(bytes)))
    const text = fc
      .array(fc.constantFrom('upn', 'device', ',', ';', '"', '\r\n', '\n', 'a@b.com', 'x'))
      .map((all) => all.join(''))
    fc.assert(fc.property(text, (csv) => void plansOf(Buffer.from(csv))))
  })

  test('a quote that is never closed, in a file of megabytes, is a refusal', () => {
    const csv = `upn,device\r\n"jane@a.com,${'x'.repeat(3_000_000)}`
    expect(() => parseCsv(Buffer.from(csv))).toThrow(/quote/)
  })
})

describe('the tables that are written', () => {
  test('read back as they were', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
          { minLength: 2, maxLength: 5 },
        ),
        (cells) => {
          expect(parseCsv(Buffer.from(`a,b\r\n${formatCsv(cells)}`))).toEqual([['a', 'b'], cells])
        },
      ),
    )
  })

  test('hold no cell that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(fc.tuple(fc.constantFrom(...'=+-@\t\r'), fc.string()), ([first, rest]) => {
        const [, [read] = []] = parseCsv(Buffer.from(`a,b\r\n${formatSpreadsheet([first + rest, 'x'])}`))
        expect(read?.startsWith("'")).toBe(true)
      }),
    )
  })
})
