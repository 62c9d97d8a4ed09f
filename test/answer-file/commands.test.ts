import { expect, test } from 'vitest'
import {
  IMPORT_DESCRIPTION,
  importCommand,
  importCommandProblems,
  labelProblems,
  parseCommand,
  parseImportCommand,
  parseOwnCommand,
  rootCommand,
  SCRIPT_DESCRIPTION,
  scriptCommand,
} from '../../src/answer-file/commands.ts'
import { Secret } from '../../src/secret.ts'

const jane = {
  volumeLabel: 'ESD-USB',
  password: new Secret('PASSWORD'),
  pfxFileName: 'jane-cba.pfx',
  exportable: false,
}

test('a plain name and password give the command of the contract, letter for letter', () => {
  expect(importCommand(jane)).toBe(
    'powershell -ExecutionPolicy Bypass -Command "' +
      "$d=(Get-Volume -FileSystemLabel 'ESD-USB').DriveLetter; " +
      `certutil -addstore Root \${d}:\\Certs\\rootCA.cer; ` +
      `certutil -importpfx -p 'PASSWORD' \${d}:\\Certs\\jane-cba.pfx NoExport"`,
  )
})

test('a name that PowerShell could misread goes through a variable', () => {
  expect(importCommand({ ...jane, pfxFileName: "o'brien.zoe#1-cba.pfx" })).toMatch(
    /-Command "\$f='o''brien\.zoe#1-cba\.pfx'; \$d=.* \$\{d\}:\\Certs\\\$f NoExport"$/,
  )
})

test('an import command that is too long names the excess, and the side that can give way', () => {
  const long = importCommandProblems({ ...jane, password: new Secret('p'.repeat(60)) })
  expect(long).toMatchObject([{ field: 'password', hint: expect.stringContaining('10 characters shorter') }])
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
  ['a\uffffb', 'XML cannot hold'],
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

test('a label is 1 to 11 letters, digits, spaces, hyphens and underscores', () => {
  for (const good of ['ESD-USB', 'A', 'MY STICK_01']) expect(labelProblems(good)).toEqual([])
  for (const bad of ['', 'TWELVE-CHARS', ' A', 'A ', "O'B", 'Ü', 'A\n']) {
    expect(labelProblems(bad), bad).toMatchObject([{ field: 'label' }])
  }
})

test.each([
  ['another program', "cmd /c certutil -importpfx -p 'x' d:\\Certs\\jane-cba.pfx"],
  ['a further command', importCommand(jane).replace('NoExport', 'NoExport; calc')],
  ['a changed root', importCommand(jane).replace('rootCA.cer', 'other.cer')],
  ['an unquoted password', importCommand(jane).replace("'PASSWORD'", 'PASSWORD')],
  ['a file that was never named', importCommand(jane).replace('jane-cba.pfx', '$f')],
  ['nothing', ''],
])('does not read %s as an import command', (_, path) => {
  expect(parseImportCommand(path)).toBeNull()
})

test('the script command carries the label, and no secret', () => {
  expect(parseCommand(scriptCommand({ volumeLabel: 'MY STICK', strict: false }))).toEqual({
    kind: 'script',
    volumeLabel: 'MY STICK',
    strict: false,
  })
  expect(parseCommand(importCommand(jane))?.kind).toBe('import')
  expect(parseImportCommand(scriptCommand({ volumeLabel: 'ESD-USB', strict: false }))).toBeNull()
})

test('a command is ours where its description fits what it does', () => {
  const imports = importCommand(jane)
  const calls = scriptCommand({ volumeLabel: 'ESD-USB', strict: true })
  const kindOf = (description: string, path: string) => parseOwnCommand({ description, path })?.kind
  expect(kindOf(IMPORT_DESCRIPTION, imports)).toBe('import')
  expect(kindOf(IMPORT_DESCRIPTION, rootCommand({ volumeLabel: 'ESD-USB' }))).toBe('root')
  expect(kindOf(SCRIPT_DESCRIPTION, calls)).toBe('script')
  expect(kindOf(SCRIPT_DESCRIPTION, imports)).toBeUndefined()
  expect(kindOf(IMPORT_DESCRIPTION, calls)).toBeUndefined()
  expect(kindOf('Another', imports)).toBeUndefined()
})
