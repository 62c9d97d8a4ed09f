import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'rolldown/utils'
import { expect, test } from 'vitest'
import { nodeVersionProblem } from '../src/node-version.ts'
import { emptyFolder, PROGRAM } from './support/cli.ts'

test.each(['0.10.48', '18.20.8', '20.0.0', '20.10.0', '20.16.0', '21.7.3', '22.0.0', '22.12.0', '23.11.1'])(
  'Node %s is too old, or of a release that is not supported',
  (version) => {
    expect(nodeVersionProblem(version)).toContain(`this is Node.js ${version}`)
  },
)

test.each([
  '20.17.0',
  '20.20.2',
  '22.13.0',
  '22.23.3',
  '24.0.0',
  '24.0.0-nightly',
  '25.1.0',
  '26.0.0',
  '100.0.0',
])('Node %s runs the program', (version) => {
  expect(nodeVersionProblem(version)).toBeNull()
})

test('engines in package.json and the sentence name the same releases', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const [major20, major22, newest] = engines.node.split(' || ')
  const [first, ...others] = [major20, major22].map((range: string) => /^\^(\d+\.\d+)\.0$/.exec(range)?.[1])
  expect(newest).toBe('>=24')
  expect(nodeVersionProblem('18.0.0')).toContain(
    `${first} or later 20.x, ${others[0]} or later 22.x, or 24 or later`,
  )
})

/** The built program, on a Node that says that it is another release. */
function onNode(version: string, args: readonly string[]) {
  const fake = join(emptyFolder(), 'fake.cjs')
  const versions = `{ value: { ...process.versions, node: '${version}' } }`
  writeFileSync(fake, `Object.defineProperty(process, 'versions', ${versions})`)
  return spawnSync(process.execPath, ['--require', fake, PROGRAM, ...args], { encoding: 'utf8', input: '' })
}

test.each([[], ['--help'], ['--version'], ['new', '--yes'], ['bulk', 'users.csv', '--json'], ['nonsense']])(
  'an old Node gets one sentence and no stack trace: certstick %s %s',
  (...args) => {
    expect(onNode('18.20.8', args)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: certstick needs Node\.js [^\n]+; this is Node\.js 18\.20\.8\n$/),
    })
  },
)

test('the fake release is what is refused', () => {
  expect(onNode('24.0.0', ['--version'])).toMatchObject({ status: 0, stderr: '' })
})

test('what is loaded before the check has no syntax newer than ES2020', () => {
  const seen = new Map<string, string>()
  const read = (url: URL): void => {
    const text = readFileSync(url, 'utf8')
    if (seen.has(url.href)) return
    seen.set(url.href, text)
    for (const [, path] of text.matchAll(/^(?:import|export)\b[^;]*?"(\.[^"]+)";/gm))
      read(new URL(path ?? '', url))
  }
  read(new URL(`file://${PROGRAM}`))
  expect([...seen.values()].join('').includes('commander')).toBe(false)
  for (const text of seen.values()) {
    const [old, today] = ['es2020', 'esnext'].map(
      (target) => transformSync('main.js', text, { target, tsconfig: false }).code,
    )
    expect(old).toBe(today)
  }
})
