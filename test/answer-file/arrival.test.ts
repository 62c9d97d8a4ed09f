// What certutil finds in its argv is what was given: from Setup's Path through every parser in between.
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import {
  importCommand,
  importCommandProblems,
  parseCommand,
  parseImportCommand,
  scriptCommand,
} from '../../src/answer-file/commands.ts'
import { Secret } from '../../src/secret.ts'
import { commandLineToArgv } from '../support/argv.ts'
import { loadPowerShell, type PowerShell } from '../support/powershell.ts'

let powerShell: PowerShell
beforeAll(async () => {
  powerShell = await loadPowerShell()
})

const nasty = [
  ...'\'’‘‚‛"`$;%&<>|()[]{}#@*^~!,=+-/\\ \t\u00a0“”äß😀',
  `\${d}`,
  '$(calc)',
  "''",
  '\\"',
  '--%',
  ' ',
]
const password = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...nasty), fc.constantFrom(...'abcXYZ019')), { maxLength: 24 })
    .map((a) => a.join('')),
  fc.string({ unit: 'binary', maxLength: 24 }),
)
const localPart = fc.string({
  unit: fc.constantFrom(..."abcXYZ019'._-!#^~"),
  minLength: 1,
  maxLength: 24,
})
const label = fc.stringMatching(/^[A-Za-z0-9_-]([A-Za-z0-9 _-]{0,9}[A-Za-z0-9_-])?$/)

/** What each program gets when Setup runs the command, with the stick as D: beside another volume. */
function runPath(path: string, volumeLabel: string, files: readonly string[] = []): string[][] {
  const [program, ...args] = commandLineToArgv(path)
  expect([program, ...args.slice(0, 3)]).toEqual(['powershell', '-ExecutionPolicy', 'Bypass', '-Command'])
  return powerShell.run(args.slice(3).join(' '), [
    { label: 'Windows', letter: 'C', files: [] },
    { label: volumeLabel, letter: 'D', files },
  ])
}

test('every password, name and label arrives exactly as given, or is refused', () => {
  let arrived = 0
  fc.assert(
    fc.property(password, localPart, label, fc.boolean(), (text, local, volumeLabel, exportable) => {
      const pfxFileName = `${local}-cba.pfx`
      const command = { volumeLabel, password: new Secret(text), pfxFileName, exportable }
      if (importCommandProblems(command).length > 0) return
      arrived += 1
      const path = importCommand(command)
      expect(path.length).toBeLessThanOrEqual(259)
      expect(runPath(path, volumeLabel)).toEqual([
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
    volumeLabel: 'ESD-USB',
    password: new Secret(text),
    pfxFileName: 'jane-cba.pfx',
    exportable: false,
  }
  expect(importCommandProblems(command)).not.toEqual([])
  expect(runPath(importCommand(command), 'ESD-USB')[1]).not.toEqual([
    'certutil',
    '-importpfx',
    '-p',
    text,
    'D:\\Certs\\jane-cba.pfx',
    'NoExport',
  ])
})

test('the script command runs the script of the stick that holds it, once', () => {
  fc.assert(
    fc.property(label, (volumeLabel) => {
      const path = scriptCommand({ volumeLabel, strict: false })
      expect(path.length).toBeLessThanOrEqual(259)
      expect(parseCommand(path)).toEqual({ kind: 'script', volumeLabel, strict: false })
      const script = commandLineToArgv(path).slice(4).join(' ')
      const stick = { label: volumeLabel, letter: 'E', files: ['Certs\\install.ps1'] }
      const twin = { label: volumeLabel, letter: 'D', files: [] }
      expect(powerShell.run(script, [twin, stick])).toEqual([['E:\\Certs\\install.ps1']])
      expect(powerShell.run(script, [stick, { ...stick, letter: 'F' }])).toEqual([['E:\\Certs\\install.ps1']])
      expect(powerShell.run(script, [twin])).toEqual([])
    }),
    { numRuns: 100 },
  )
})
