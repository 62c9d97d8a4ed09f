import { expect, test } from 'vitest'
import {
  IMPORT_DESCRIPTION,
  importCommand,
  importCommandProblems,
  parseCommand,
  parseImportCommand,
  parseOwnCommand,
  rootCommand,
  SCRIPT_DESCRIPTION,
  scriptCommand,
} from '../../src/answer-file/commands.ts'
import { Secret } from '../../src/secret.ts'

const jane = {
  password: new Secret('PASSWORD'),
  pfxFileName: 'jane-cba.pfx',
  exportable: false,
}

test('the import command finds the stick by its PFX, and imports root and PFX, letter for letter', () => {
  expect(importCommand(jane)).toBe(
    'powershell -Command "foreach($d in [IO.DriveInfo]::GetDrives().Name)' +
      "{$f=$d+'Certs\\jane-cba.pfx';if(Test-Path $f)" +
      "{certutil -addstore Root ($d+'Certs\\rootCA.cer');" +
      `certutil -importpfx -p 'PASSWORD' $f NoExport;break}}"`,
  )
})

test('a name of 16 characters and a password of 24 take 235 of the 259', () => {
  const command = { ...jane, password: new Secret('p'.repeat(24)), pfxFileName: 'jane.doe-cba.pfx' }
  expect(importCommand(command)).toHaveLength(235)
})

test('a quotation mark in the name is PowerShell’s own', () => {
  expect(importCommand({ ...jane, pfxFileName: "o'brien.zoe#1-cba.pfx" })).toContain(
    "$f=$d+'Certs\\o''brien.zoe#1-cba.pfx';",
  )
})

test('an import command that is too long names the excess, and the side that can give way', () => {
  const long = importCommandProblems({ ...jane, password: new Secret('p'.repeat(60)) })
  expect(long).toMatchObject([{ field: 'password', hint: expect.stringContaining('8 characters shorter') }])
  const wide = importCommandProblems({ ...jane, pfxFileName: `${'j'.repeat(60)}-cba.pfx` })
  expect(wide).toMatchObject([{ field: 'upn' }])
  expect(importCommandProblems({ ...jane, password: new Secret('p'.repeat(50)) })).toEqual([])
})

test.each([
  ['', 'empty'],
  ['a"b', 'quotation mark'],
  ['100%', 'percent sign'],
  ['a\tb', 'control character'],
  ['a\ud800b', 'half a character'],
  ['a\uffffb', 'XML cannot represent'],
  ['*', 'certutil ask'],
  ['-f', 'option'],
  ['/f', 'option'],
  ['a b\\', 'backslash'],
  ['a\u00a0b\\', 'backslash'],
])('refuses the password %j with the reason', (password, reason) => {
  const problems = importCommandProblems({ ...jane, password: new Secret(password) })
  expect(problems).toMatchObject([{ field: 'password', message: expect.stringContaining(reason) }])
})

test.each(['a b', 'a\\', '**', "it's", 'a’b', '$x;`&<>|#@{}()[]', 'größe 😀'])(
  'takes the password %j as it is',
  (password) => {
    expect(importCommandProblems({ ...jane, password: new Secret(password) })).toEqual([])
  },
)

test.each([
  ['another program', "cmd /c certutil -importpfx -p 'x' d:\\Certs\\jane-cba.pfx"],
  ['a further command', importCommand(jane).replace('NoExport', 'NoExport; calc')],
  ['a changed root', importCommand(jane).replace('rootCA.cer', 'other.cer')],
  ['an unquoted password', importCommand(jane).replace("'PASSWORD'", 'PASSWORD')],
  ['no file', importCommand(jane).replace('jane-cba.pfx', '')],
  ['another letter case', importCommand(jane).replace('certutil', 'CERTUTIL')],
  ['a quotation mark more', importCommand({ ...jane, password: new Secret('a"b') })],
  ['nothing', ''],
])('does not read %s as an import command', (_, path) => {
  expect(parseImportCommand(path)).toBeNull()
})

test('the script command names the PFX, and no secret', () => {
  for (const strict of [false, true]) {
    const command = { pfxFileName: "o'brien-cba.pfx", strict }
    expect(parseCommand(scriptCommand(command))).toEqual({ kind: 'script', ...command })
    expect(parseImportCommand(scriptCommand(command))).toBeNull()
  }
  expect(parseCommand(importCommand(jane))?.kind).toBe('import')
})

test('a command is ours where its description fits what it does', () => {
  const imports = importCommand(jane)
  const calls = scriptCommand({ ...jane, strict: true })
  const kindOf = (description: string, path: string) => parseOwnCommand({ description, path })?.kind
  expect(kindOf(IMPORT_DESCRIPTION, imports)).toBe('import')
  expect(kindOf(IMPORT_DESCRIPTION, rootCommand(jane))).toBe('root')
  expect(kindOf(SCRIPT_DESCRIPTION, calls)).toBe('script')
  expect(kindOf(SCRIPT_DESCRIPTION, imports)).toBeUndefined()
  expect(kindOf(IMPORT_DESCRIPTION, calls)).toBeUndefined()
  expect(kindOf('Another', imports)).toBeUndefined()
})
