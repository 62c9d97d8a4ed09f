// No finding without a stick that is broken in just that way.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tableBelow } from '../support/documents.ts'

const read = (folder: string, name: string) =>
  readFileSync(new URL(`../../${folder}/${name}`, import.meta.url), 'utf8')
const namesOf = (folder: string) => readdirSync(new URL(`../../${folder}/`, import.meta.url))

/** As they are written: `code: 'x'`, or the first argument of the file's own shorthand. */
const CODE = /(?:\bcode: |\bfault\(|\brefuse\(|_CODES\b[^;]*?: |\?\? )'([a-z]+(?:-[a-z]+)+)'/g

const sources = [...namesOf('src/verify').map((name) => read('src/verify', name))]
const codes = new Set(sources.flatMap((source) => [...source.matchAll(CODE)].map(([, code]) => code ?? '')))

test('every code that verify can give has a row on the page about troubles', () => {
  const rows = tableBelow('docs/troubleshooting.md', '| code | what is wrong |').map(([first]) => first)
  expect([...codes].filter((code) => !rows.some((row) => row?.includes(`\`${code}\``)))).toEqual([])
})

test('every code that verify can give is expected by a test', () => {
  const tests = [
    ...namesOf('test/verify').map((name) => read('test/verify', name)),
    read('test/cli/check', 'verify.test.ts'),
  ].join('\n')
  expect(codes.size).toBeGreaterThan(40)
  expect([...codes].filter((code) => !tests.includes(`'${code}'`))).toEqual([])
})
