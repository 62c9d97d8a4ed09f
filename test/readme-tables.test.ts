// The README's tables of what the code has tables of itself: one says no more than the other.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { TARGET_NAMES, TARGETS } from '../src/handover/targets.ts'
import { TROUBLES } from '../src/handover/troubles.ts'

const lines = readFileSync(new URL('../README.md', import.meta.url), 'utf8').split('\n')

/** Cells of the rows below that head, the backquotes of the first ones taken off. */
function tableBelow(head: string): string[][] {
  const start = lines.indexOf(head)
  expect(start, head).toBeGreaterThan(0)
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) => line.slice(2, -2).split(' | '))
}

test('the targets of export are those of the code, and so is what each makes', () => {
  const rows = tableBelow('| `export --to` | makes | secret |')
  const secrecy = (takesPfx: boolean) => (takesPfx ? 'yes: the key' : 'no')
  const expected = TARGET_NAMES.map((name) => [
    `\`${name}\``,
    TARGETS[name].makes,
    secrecy(TARGETS[name].takesPfx),
  ])
  expect(rows.toSorted()).toEqual(expected.toSorted())
})

test('every trouble of the hand-over page is there, in the same words that people see', () => {
  const shown = tableBelow('| you see | because | what helps |').map(([first]) => first)
  expect(shown).toEqual(expect.arrayContaining(TROUBLES.map((trouble) => trouble.shown)))
  const codes = shown.join().match(/AADSTS\d+/g)
  expect(codes?.toSorted()).toEqual(
    TROUBLES.map((trouble) => trouble.shown)
      .join()
      .match(/AADSTS\d+/g)
      ?.toSorted(),
  )
})
