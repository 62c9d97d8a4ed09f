// Each fixture is named by the code of what is wrong with it; what stands behind a dot tells its variants apart.
// Nothing else may be found in it, and the comment `bad` stands on the line of the finding.
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkAnswerFile, RULES } from '../../src/answer-file/check.ts'

const folder = new URL('../fixtures/answer-files/', import.meta.url)
const fixtures = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) }))
const codeOf = (name: string) => name.split('.')[0] ?? ''

/** What cannot but be found beside it. */
const COMPANIONS: Readonly<Record<string, string>> = {
  'no-architecture': 'no-windows-pe',
  'no-windows-pe': 'several-architectures',
  'password-undecodable': 'plain-text-password',
  'partition-unformatted': 'wipes-disk',
}

test.each(fixtures)('$name', ({ name, bytes }) => {
  const findings = checkAnswerFile(bytes)
  const expected = codeOf(name) === 'nothing-wrong' ? [] : [codeOf(name)]
  const codes = findings.map((f) => f.code).filter((code) => code !== COMPANIONS[codeOf(name)])
  expect(codes).toEqual(expected)
  const lines = bytes.toString('latin1').split('\n')
  const marked = lines.findIndex((line) => line.includes('<!-- bad -->')) + 1
  const found = findings.find((f) => f.code === expected[0])
  if (marked > 0) expect(found?.line).toBe(marked)
  expect(JSON.stringify(findings)).not.toMatch(/hunter2|aHVudGVy|AAAAA-/)
})

test('every rule has a fixture', () => {
  const codes = fixtures.map(({ name }) => codeOf(name))
  for (const { code } of RULES) expect(codes).toContain(code)
})

test('every finding says why and what to do, in lower case and without a full stop', () => {
  for (const finding of fixtures.flatMap(({ bytes }) => checkAnswerFile(bytes))) {
    for (const text of [finding.message, finding.hint]) expect(text).toMatch(/^[^\s].*[^.\s]$/)
    expect(finding.line).toBeGreaterThanOrEqual(1)
    expect(finding.column).toBeGreaterThanOrEqual(1)
  }
})

test('the bundled templates have no errors, and only the one that wipes warns', () => {
  const templates = new URL('../../templates/', import.meta.url)
  for (const name of readdirSync(templates).filter((file) => file.endsWith('.xml'))) {
    const codes = checkAnswerFile(readFileSync(new URL(name, templates))).map((f) => f.code)
    expect([...new Set(codes)], name).toEqual(name === 'entra-join-wipe-disk.xml' ? ['wipes-disk'] : [])
  }
})

test('no bytes make it throw', () => {
  const good = readFileSync(new URL('nothing-wrong.xml', folder))
  const broken = fc
    .array(
      fc.tuple(
        fc.nat(good.length - 1),
        fc.oneof(fc.nat(255), fc.constantFrom(...'<>&"/ '.split('').map((c) => c.charCodeAt(0)))),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((changes) => {
      const bytes = Uint8Array.from(good)
      for (const [at, byte] of changes) bytes[at] = byte
      return bytes
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), broken), (bytes) => void checkAnswerFile(bytes)),
    {
      numRuns: 500,
    },
  )
})
