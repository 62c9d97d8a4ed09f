// Every command of the README, run as it stands there, one after the other, in one folder.
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { RULES } from '../src/answer-file/check.ts'
import { emptyFolder, runCommand } from './support/cli.ts'
import { run } from './support/tools.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** The lines of all blocks of one kind, comments left out. */
function linesOf(kind: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))]
    .flatMap(([, block]) => (block ?? '').split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'))
}

const commands = linesOf('sh')

/** Splits as a shell would split what the README needs: words, and quotes around some. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}

test('its first lines need nothing of a shell but words', () => {
  const lines = commands.slice(
    0,
    commands.findIndex((line) => !line.startsWith('npm ')),
  )
  expect(lines).toEqual(expect.arrayContaining(['npm install', 'npm start', 'npm test']))
  expect(lines.filter((line) => !/^(?!.* @)[\w.@ -]+$/.test(line))).toEqual([])
})

// An application, as npm.cmd is one, gets `--` from PowerShell; a script, as npm.ps1 is one, does not. (about_Parsing)
test('on Windows the same lines call npm.cmd, which is no script of PowerShell', () => {
  const forUnix = commands.filter((line) => line.startsWith('npm '))
  expect(new Set(linesOf('bat'))).toEqual(new Set(forUnix.map((line) => line.replace('npm', 'npm.cmd'))))
})

test('names only programs that this test knows how to run', () => {
  const programs = new Set(commands.map((line) => words(line)[0]))
  expect([...programs].filter((program) => !['npm', 'certstick'].includes(program ?? ''))).toEqual([])
  expect(commands.length).toBeGreaterThan(3)
})

test('its two commands are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
  const named = commands.flatMap((line) => [
    ...line.matchAll(/npm (?:run )?(start|test|bench|build|check)\b/g),
  ])
  for (const [, script] of named) expect(scripts).toHaveProperty(script ?? '')
})

test('npm start passes its arguments on, in a fresh copy', { timeout: 60_000 }, () => {
  const copy = emptyFolder()
  for (const part of ['package.json', 'src', 'templates', 'tsconfig.json']) {
    cpSync(join(root, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const line of commands.filter((command) => command.startsWith('npm start -- '))) {
    const npm = run('npm', ['--prefix', copy, ...words(line).slice(1)])
    expect(npm, line).toMatchObject({ status: 0 })
  }
  expect(existsSync(join(copy, 'output', 'jane', 'ESD-USB', 'autounattend.xml'))).toBe(true)
})

test('every certstick command does what it is there for', { timeout: 120_000 }, async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'stick'))
  cpSync(join(root, 'test', 'fixtures', 'readme'), cwd, { recursive: true })
  for (const line of commands.filter((command) => command.startsWith('certstick'))) {
    const { status, stderr } = await runCommand(words(line).slice(1), { cwd })
    expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({ line, status: 0, stderr: '' })
  }
})

test('its table has a line for each finding of template check', () => {
  const codes = [
    ...RULES.map(({ code }) => code),
    'unreadable-text',
    'doctype',
    'not-well-formed',
    'not-an-answer-file',
  ]
  const table = readme.split('\n').filter((line) => line.startsWith('| `'))
  for (const code of codes)
    expect(
      table.filter((line) => line.includes(`\`${code}\``)),
      code,
    ).toHaveLength(1)
})
