// docs/proved.md says of each claim where it was run: in words that it explains, by tests that exist, and with a step of the
// protocol for what is open.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT, tableBelow, textOf } from './support/documents.ts'

const PAGE = 'docs/proved.md'
const HEAD = '| claim | where it was run | by | open |'

/** The rows of both tables. */
const text = textOf(PAGE)
const claims = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && line !== HEAD && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | '))
  .filter((cells) => cells.length > 2)

test('every claim has four cells', () => {
  expect(claims.length).toBeGreaterThan(25)
  expect(claims.filter((cells) => cells.length !== 4)).toEqual([])
})

test('where a claim was run is said in the words that the page explains', () => {
  const places = tableBelow(PAGE, '| where | means |').map(([place]) => place ?? '')
  for (const [claim = '', where = ''] of claims) {
    const named = where.replace(/(?:: only|, and) .*$/, '').split(', ')
    expect({ claim, unknown: named.filter((place) => !places.includes(place)) }).toEqual({
      claim,
      unknown: [],
    })
  }
})

test('the tests that are named exist; only what was never run has none', () => {
  for (const [claim, where = '', by = ''] of claims) {
    const paths = [...by.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '')
    expect(paths.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([])
    if (paths.length === 0)
      expect({ claim, where }).toEqual({ claim, where: expect.stringMatching(/^never/) })
  }
})

/** What a test that runs there has in its path or its text. */
const RUNS_THERE: Readonly<Record<string, RegExp>> = {
  'other programs': /\bhasTool\(|\btestWith\(/,
  Chromium: /'chromium'/,
  'PowerShell 7': /\btestInPowerShell\b/,
  'simulated device': /^test\/device\/|\/device\//,
  Wine: /\btestInWine\b|\btestWithPrograms\b|\bHAS_WINE\b/,
  double: /^test\/entra-double\/|\bstartDouble\b|\/support\/entra\b/,
}

test('of the tests that are named for a claim, one runs in each place that is named', () => {
  for (const [claim = '', where = '', by = ''] of claims) {
    const tests = [...by.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
    const texts = tests.map((path) => `${path}\n${readFileSync(join(PROJECT, path), 'utf8')}`)
    const places = where.split(/(?:: only|, and) /, 1)[0]?.split(', ') ?? []
    const without = places.filter((place) => {
      const there = RUNS_THERE[place]
      return place !== 'never' && !texts.some((text) => there?.test(text))
    })
    expect({ claim, without }).toEqual({ claim, without: [] })
  }
})

test('what is open has a step, and each step is for something', () => {
  const steps = [...text.matchAll(/^### (\d)\. /gm)].map(([, number]) => number)
  expect(steps).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  const named = claims.map(([, , , open = '']) => open)
  expect(named.filter((open) => open !== 'none' && !/^steps? \d/.test(open))).toEqual([])
  const used = new Set(named.flatMap((open) => [...open.matchAll(/\b\d\b/g)].map(([number]) => number)))
  expect([...used].sort()).toEqual(steps)
})
