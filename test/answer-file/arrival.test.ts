// What certutil finds in its argv is what was given: from Setup's Path through every parser in between.
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import {
  importCommand,
  importCommandProblems,
  parseCommand,
  parseImportCommand,
  rootCommand,
  scriptCommand,
  scriptImportProblems,
} from '../../src/answer-file/commands.ts'
import { MAX_PATH_LENGTH } from '../../src/answer-file/vocabulary.ts'
import { Secret } from '../../src/secret.ts'
import { commandLineToArgv } from '../support/argv.ts'
import { localPart, nastyPassword } from '../support/nasty-passwords.ts'
import { loadPowerShell, type PowerShell, type Volume } from '../support/powershell.ts'

let powerShell: PowerShell
beforeAll(async () => {
  powerShell = await loadPowerShell()
})

const NAME = 'jane-cba.pfx'

/** What each program gets when Setup runs the command, with the stick as D: beside another volume. */
function runPath(path: string, pfxFileName = NAME): string[][] {
  const [program, option, ...script] = commandLineToArgv(path)
  expect([program, option]).toEqual(['powershell', '-Command'])
  return powerShell.run(script.join(' '), [
    { letter: 'C', files: [] },
    { letter: 'D', files: [`Certs\\${pfxFileName}`] },
  ])
}

test('every password and name arrives exactly as given, or is refused', () => {
  let arrived = 0
  fc.assert(
    fc.property(nastyPassword, localPart, fc.boolean(), (text, local, exportable) => {
      const pfxFileName = `${local}-cba.pfx`
      const command = { password: new Secret(text), pfxFileName, exportable }
      if (importCommandProblems(command).length > 0) return
      arrived += 1
      const path = importCommand(command)
      expect(path.length).toBeLessThanOrEqual(259)
      expect(runPath(path, pfxFileName)).toEqual([
        ['certutil', '-addstore', 'Root', 'D:\\Certs\\rootCA.cer'],
        [
          'certutil',
          '-importpfx',
          '-p',
          text,
          `D:\\Certs\\${pfxFileName}`,
          ...(exportable ? [] : ['NoExport']),
        ],
      ])
      const read = parseImportCommand(path)
      const expected = { kind: 'import', ...command, password: text }
      expect(read && { ...read, password: read.password.reveal() }).toEqual(expected)
    }),
    { numRuns: 1500 },
  )
  expect(arrived).toBeGreaterThan(300)
})

/** Each refusal, so that none of them is needless: without it something else would arrive. */
test.each([
  ['nothing', ''],
  ['a quotation mark', 'a"b'],
  ['a space and a last backslash', 'a b\\'],
  ['a no-break space and a last backslash', 'a\u00a0b\\'],
])('a password with %s would not arrive', (_, text) => {
  const command = {
    password: new Secret(text),
    pfxFileName: NAME,
    exportable: false,
  }
  expect(importCommandProblems(command)).not.toEqual([])
  expect(runPath(importCommand(command))[1]).not.toEqual([
    'certutil',
    '-importpfx',
    '-p',
    text,
    'D:\\Certs\\jane-cba.pfx',
    'NoExport',
  ])
})

test('each command finds the stick that holds its PFX, whatever its letter, and serves one stick', () => {
  fc.assert(
    fc.property(localPart, (local) => {
      const pfxFileName = `${local}-cba.pfx`
      const [root, script] = [rootCommand({ pfxFileName }), scriptCommand({ pfxFileName, strict: false })]
      expect(Math.max(root.length, script.length)).toBeLessThanOrEqual(259)
      expect(parseCommand(root)).toEqual({ kind: 'root', pfxFileName })
      expect(parseCommand(script)).toEqual({ kind: 'script', pfxFileName, strict: false })
      const stick = { letter: 'E', files: [`Certs\\${pfxFileName}`] }
      const others = { letter: 'D', files: ['Certs\\install.ps1', 'Certs\\another-cba.pfx'] }
      const runOn = (path: string, volumes: readonly Volume[]) =>
        powerShell.run(commandLineToArgv(path).at(-1) ?? '', volumes)
      for (const volumes of [
        [others, stick],
        [stick, { ...stick, letter: 'F' }],
      ]) {
        expect(runOn(script, volumes)).toEqual([['E:\\Certs\\install.ps1']])
        expect(runOn(root, volumes)).toEqual([['certutil', '-addstore', 'Root', 'E:\\Certs\\rootCA.cer']])
      }
      expect([...runOn(script, [others]), ...runOn(root, [others])]).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('the longest name that a user may have still fits, in every command but the import', () => {
  const pfxFileName = `${'j'.repeat(64)}-cba.pfx`
  for (const path of [rootCommand({ pfxFileName }), scriptCommand({ pfxFileName, strict: true })])
    expect(path.length).toBeLessThanOrEqual(MAX_PATH_LENGTH)
  const quotes = { pfxFileName: `${"'".repeat(64)}-cba.pfx`, password: new Secret('x'), exportable: false }
  for (const problems of [importCommandProblems(quotes), scriptImportProblems(quotes)])
    expect(problems).toMatchObject([{ field: 'upn', message: expect.stringContaining('too long') }])
})
