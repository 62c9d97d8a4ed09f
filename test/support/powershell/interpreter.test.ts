// The interpreter is only a proof of our scripts if it refuses what it does not know, and knows what 5.1 does.
import { beforeAll, describe, expect, test } from 'vitest'
import { type Machine, newSession, PowerShellError } from './session.ts'
import { execute } from './statements.ts'
import { loadGrammar, type Parse } from './syntax.ts'
import type { Value } from './values.ts'

let parse: Parse
beforeAll(async () => {
  parse = await loadGrammar()
})

function run(script: string): { output: readonly Value[]; started: string[][] } {
  const started: string[][] = []
  const machine: Machine = {
    parse,
    environment: (name) => (name === 'systemdrive' ? 'C:' : null),
    cmdlets: {
      'out-null': () => null,
      'test-path': () => true,
      fail: () => {
        throw new PowerShellError('failed')
      },
    },
    statics: {},
    start: (argv) => {
      started.push([...argv])
      return argv[0] === 'absent'
        ? null
        : { exitCode: argv.includes('bad') ? -2147024809 : 0, output: 'said' }
    },
    readScript: () => null,
  }
  return { output: execute(parse(script), newSession(machine)), started }
}

describe('knows', () => {
  test.each<readonly [script: string, output: readonly Value[]]>([
    ["'a' -eq 'A'", [true]],
    ["'a' -ne 'b'", [true]],
    ["('x', 'Y') -contains 'y'", [true]],
    ['$false -or $true', [true]],
    ["'a' + 'b' +\n  'c'", ['abc']],
    ["'a b c' -split ' '", ['a', 'b', 'c']],
    ["'{0} {1:X8}' -f 'code', 255", ['code 000000FF']],
    ["'{0:X8}' -f 255", ['000000FF']],
    ["'Ab' -replace '(a)b', '$1''$1'", ["A'A"]],
    ['$a = 1, 2; $a += 3; "$a"', ['1 2 3']],
    ["$a = 'it''s'; \"x: $($a)\"", ["x: it's"]],
    ['if (-not $false -and $true) { 1 } else { 2 }', [1]],
    ['if ($false) { 1 } elseif ($true) { 2 } else { 3 }', [2]],
    ['if ($false) { 1 } elseif ($false) { 2 } else { 3 }', [3]],
    ['foreach ($x in 1, 2, 3) { if ($x -eq 2) { break }; $x }', [1]],
    ['function F([string]$A, [string[]]$B) { $A; $B }; F (1, 2) (3, 4)', ['1 2', '3', '4']],
    ['function F([string[]]$B) { $B | Out-Null }; F 1', []],
    ['function F { return 1; 2 }; F', [1]],
    ['try { throw \'x\' } catch { "got $_" } finally { 3 }', ['got x']],
    ["try { try { throw 'x' } catch { throw } } catch { $_ }", ['x']],
    ['$a = 1; function F { $a = 2 }; F; $a', [1]],
    ['program bad | Out-Null; $LASTEXITCODE', [-2147024809]],
    ["fail; 'goes on'", ['goes on']],
    ["$ErrorActionPreference = 'Stop'; try { fail } catch { 'stops' }", ['stops']],
    ["$ErrorActionPreference = 'Stop'; fail -ErrorAction SilentlyContinue; 'goes on'", ['goes on']],
  ])('%s', (script, output) => {
    expect(run(script).output).toEqual(output)
  })

  test.each([
    ["program 'a b' c", ['program', 'a b', 'c']],
    ["program '' c", ['program', 'c']], // 5.1 leaves an empty argument out
    ["program 'a\"b c' d", ['program', 'ab c d']], // and escapes no mark
    ["program 'a b\\' c", ['program', 'a b" c']], // nor the backslash before its own
    ["$a = 'x', 'y z'; & 'program' $a", ['program', 'x', 'y z']],
    ['$d = $env:SystemDrive; program x\\$d', ['program', 'x\\C:']],
  ])('what a program gets from %s', (script, argv) => {
    expect(run(script).started).toEqual([argv])
  })
})

test.each([
  'while ($true) { }',
  'switch (1) { 1 { 2 } }',
  '1 + 1',
  "'a' * 2",
  "'a' -like 'b'",
  "'a' -match 'b'",
  '$a ??= 1',
  '$undefined',
  '[Unknown.Type]::Member',
  "'x'.ToUpper()",
  '"a`nb"',
  'absent',
  'program NoExport,NoRoot',
  "'a' -replace 'b', '$&'",
  'program >out.txt',
  '{ script block }',
])('refuses what it does not know: %s', (script) => {
  expect(() => run(script)).toThrow()
})
