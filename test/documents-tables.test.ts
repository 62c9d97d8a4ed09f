// The documents' tables of what the code has tables of itself: one says no more than the other.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RULES } from '../src/answer-file/check.ts'
import { EXIT_CODES, FOUND_ERRORS } from '../src/cli/exit-codes.ts'
import { CHECK_CODES } from '../src/entra/codes.ts'
import { faultTitle, SIGN_IN_FAULTS } from '../src/entra/sign-in-errors.ts'
import { TARGET_NAMES, TARGETS } from '../src/handover/targets.ts'
import { TROUBLES } from '../src/handover/troubles.ts'
import { PROFILE_KEYS } from '../src/profile/settings.ts'
import { IMPORT_MODES, STORES } from '../src/request/import-choices.ts'
import { PROJECT, README, tableBelow, textOf } from './support/documents.ts'

test('the targets of export are those of the code, and so is what each makes', () => {
  const rows = tableBelow('docs/export.md', '| `export --to` | creates | secret |')
  const secrecy = (takesPfx: boolean) => (takesPfx ? 'yes: the key' : 'no')
  const expected = TARGET_NAMES.map((name) => [
    `\`${name}\``,
    TARGETS[name].makes,
    secrecy(TARGETS[name].takesPfx),
  ])
  expect(rows.toSorted()).toEqual(expected.toSorted())
})

test('every trouble of the hand-over page is there, in the same words that people see', () => {
  const shown = tableBelow('docs/troubleshooting.md', '| you see | cause |').map(([first]) => first)
  const others = TROUBLES.map((trouble) => trouble.shown).filter((text) => !text.startsWith('AADSTS'))
  expect(shown).toEqual(expect.arrayContaining(others))
})

test('the codes of Entra ID are those of the one table', () => {
  const rows = tableBelow('docs/troubleshooting.md', '| AADSTS | text |')
  expect(rows).toEqual(
    SIGN_IN_FAULTS.map(({ codes, text, cause, remedy }) => [codes.join(', '), text, cause, remedy]),
  )
  const codes = SIGN_IN_FAULTS.flatMap((fault) => fault.codes)
  expect(new Set(codes).size).toBe(codes.length)
  expect(TROUBLES.map((trouble) => trouble.shown).filter((text) => text.startsWith('AADSTS'))).toEqual(
    SIGN_IN_FAULTS.filter(({ onPage }) => onPage === true).map(faultTitle),
  )
})

/** The names that begin the rows, without what is said of one in brackets. */
const namesBelow = (document: string, head: string) =>
  tableBelow(document, head).map(([name = '']) => name.replace(/ \(.*\)$/, '').replaceAll('`', ''))

test('where and how Windows imports are the choices of the code', () => {
  expect(namesBelow('docs/first-stick.md', '| `--store` |').toSorted()).toEqual(STORES.toSorted())
  expect(namesBelow('docs/SECURITY.md', '| `--import` |').toSorted()).toEqual(IMPORT_MODES.toSorted())
})

test('the settings of certstick.json are those of the code', () => {
  const rows = tableBelow('docs/customers.md', '| setting | is |')
  const names = rows.flatMap(([first = '']) => [...first.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  expect(names.toSorted()).toEqual(PROFILE_KEYS.toSorted())
})

test('the exit codes are those of the code: done, those of errors, findings, and SIGTERM', () => {
  const codes = [...new Set([0, ...Object.values(EXIT_CODES), FOUND_ERRORS, 143])].sort((a, b) => a - b)
  expect(namesBelow(README, '| exit code |')).toEqual(codes.map(String))
})

test('each finding of template check has one row', () => {
  const codes = [
    ...RULES.map(({ code }) => code),
    ...['unreadable-text', 'doctype', 'not-well-formed', 'not-an-answer-file'],
  ]
  const rows = tableBelow('docs/answer-files.md', '| finding |').map(([first = '']) => first)
  for (const code of codes)
    expect(
      rows.filter((row) => row.includes(`\`${code}\``)),
      code,
    ).toHaveLength(1)
})

test('each finding of entra check has a row, and no other is there', () => {
  const rows = tableBelow('docs/entra.md', '| code | what is wrong |')
  const codes = rows.flatMap(([first = '']) => [...first.matchAll(/`([\w-]+)`/g)].map(([, code]) => code))
  expect(codes).toEqual([...CHECK_CODES])
})

test('the page about Entra names each permission that a command asks for', () => {
  const folder = join(PROJECT, 'src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^(?:entra|cli)\/.*\.ts$/.test(name))
  const asked = files.flatMap((name) =>
    [
      ...readFileSync(join(folder, name), 'utf8').matchAll(
        /'([A-Z][\w-]+\.(?:Read|ReadWrite|[A-Z]\w+)\.\w+)'/g,
      ),
    ].map(([, one]) => one ?? ''),
  )
  const permissions = [...new Set(asked)]
  expect(permissions.length).toBeGreaterThan(8)
  const page = textOf('docs/entra.md')
  expect(permissions.filter((permission) => !page.includes(`\`${permission}\``))).toEqual([])
})
