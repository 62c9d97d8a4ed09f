// The README's tables of what the code has tables of itself: one says no more than the other.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { EXIT_CODES, FOUND_ERRORS } from '../src/cli/exit-codes.ts'
import { TARGET_NAMES, TARGETS } from '../src/handover/targets.ts'
import { TROUBLES } from '../src/handover/troubles.ts'
import { IMPORT_MODES, STORES } from '../src/request/import-choices.ts'

const lines = readFileSync(new URL('../README.md', import.meta.url), 'utf8').split('\n')

/** Cells of the rows below that head, the backquotes of the first ones taken off. */
function tableBelow(head: string): string[][] {
  const start = lines.indexOf(head)
  expect(start, head).toBeGreaterThan(0)
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) => line.slice(2, -2).split(' | '))
}

test('the targets of export are those of the code, and so is what each makes', () => {
  const rows = tableBelow('| `export --to` | creates | secret |')
  const secrecy = (takesPfx: boolean) => (takesPfx ? 'yes: the key' : 'no')
  const expected = TARGET_NAMES.map((name) => [
    `\`${name}\``,
    TARGETS[name].makes,
    secrecy(TARGETS[name].takesPfx),
  ])
  expect(rows.toSorted()).toEqual(expected.toSorted())
})

test('every trouble of the hand-over page is there, in the same words that people see', () => {
  const shown = tableBelow('| you see | cause | what to do |').map(([first]) => first)
  expect(shown).toEqual(expect.arrayContaining(TROUBLES.map((trouble) => trouble.shown)))
  const codes = shown.join().match(/AADSTS\d+/g)
  expect(codes?.toSorted()).toEqual(
    TROUBLES.map((trouble) => trouble.shown)
      .join()
      .match(/AADSTS\d+/g)
      ?.toSorted(),
  )
})

/** The names that begin the rows, without what is said of one in brackets. */
const namesBelow = (start: string) => {
  const head = lines.find((line) => line.startsWith(start)) ?? start
  return tableBelow(head).map(([name = '']) => name.replace(/ \(.*\)$/, '').replaceAll('`', ''))
}

test('where and how Windows imports are the choices of the code', () => {
  expect(namesBelow('| `--store` |').toSorted()).toEqual(STORES.toSorted())
  expect(namesBelow('| `--import` |').toSorted()).toEqual(IMPORT_MODES.toSorted())
})

test('the exit codes are those of the code: done, those of errors, findings, and SIGTERM', () => {
  const codes = [0, ...Object.values(EXIT_CODES), FOUND_ERRORS, 143].sort((a, b) => a - b)
  expect(namesBelow('| exit code |')).toEqual(codes.map(String))
})
