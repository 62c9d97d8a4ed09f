// The command lines of answer files, taken apart by CommandLineToArgvW itself: it finds what the tests' own version of its
// rules finds, which every other test relies on, and certutil gets what was meant.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect } from 'vitest'
import { importCommand, importCommandProblems, scriptCommand } from '../../../src/answer-file/commands.ts'
import { Secret } from '../../../src/secret.ts'
import { commandLineToArgv } from '../../support/argv.ts'
import { localPart, nastyPassword } from '../../support/nasty-passwords.ts'
import { argvOf, lineOf } from '../../support/powershell/commands.ts'
import { buildProgram, CAN_BUILD, testWithPrograms } from './windows-programs.ts'
import { openWine, type Wine } from './wine.ts'

let wine: Wine
let program: string
beforeAll(() => {
  if (!CAN_BUILD) return
  wine = openWine()
  program = buildProgram(wine, 'argv')
}, 120_000)
afterAll(() => wine?.close())

const END_OF_LINE = '\x1e'

function windowsArgv(lines: readonly string[]): string[][] {
  const cwd = wine.newFolder()
  writeFileSync(join(cwd, 'lines'), Buffer.from(lines.map((line) => `${line}\0`).join(''), 'utf16le'))
  expect(wine.run(program, ['lines', 'found'], { cwd }).status).toBe(0)
  const text = readFileSync(join(cwd, 'found'), 'utf16le')
  return text
    .split(`${END_OF_LINE}\0`)
    .slice(0, -1)
    .map((argv) => argv.split('\0').slice(0, -1))
}

const commands = () =>
  fc
    .sample(fc.tuple(nastyPassword, localPart, fc.boolean()), { numRuns: 40_000, seed: 20_261_127 })
    .map(([text, local, exportable]) => ({
      password: new Secret(text),
      pfxFileName: `${local}-cba.pfx`,
      exportable,
    }))
    .filter((command) => importCommandProblems(command).length === 0)

testWithPrograms(
  'Windows takes each command of an answer file apart as the tests do',
  { timeout: 240_000 },
  () => {
    const lines = commands().flatMap((command) => [
      importCommand(command),
      scriptCommand({ pfxFileName: command.pfxFileName, strict: command.exportable }),
    ])
    expect(lines.length).toBeGreaterThan(10_000)
    const found = windowsArgv(lines)
    expect(found).toHaveLength(lines.length)
    const differing = lines.filter((line, i) => !equal(found[i], commandLineToArgv(line)))
    expect(differing).toEqual([])
    expect(found.filter((argv) => argv.length !== 3 && argv.length !== 5)).toEqual([])
  },
)

testWithPrograms('certutil gets the password and the file that were meant', { timeout: 240_000 }, () => {
  const calls = commands().map(({ password, pfxFileName }) => [
    '-importpfx',
    '-p',
    password.reveal(),
    `D:\\Certs\\${pfxFileName}`,
    'NoExport',
  ])
  const found = windowsArgv(calls.map((args) => lineOf('certutil', args)))
  const differing = calls.filter((args, i) => !equal(found[i], ['certutil', ...args]))
  expect(differing).toEqual([])
  expect(calls.filter((args) => !equal(argvOf('certutil', args), ['certutil', ...args]))).toEqual([])
})

// Two marks in a row are left out: the documentation does not say what they mean, and programs differ.
testWithPrograms(
  'any line of marks, backslashes and white space is taken apart as the tests do',
  { timeout: 240_000 },
  () => {
    const text = fc.string({ unit: fc.constantFrom(...'""\\\\ \t aä'), maxLength: 16 })
    const lines = fc
      .sample(text, { numRuns: 40_000, seed: 20_261_127 })
      .map((line) => `program ${line.replaceAll('""', '"')}`)
      .filter((line) => !line.includes('""'))
    const found = windowsArgv(lines)
    expect(lines.filter((line, i) => !equal(found[i], commandLineToArgv(line)))).toEqual([])
  },
)

function equal(found: readonly string[] | undefined, expected: readonly string[]): boolean {
  return JSON.stringify(found) === JSON.stringify(expected)
}
