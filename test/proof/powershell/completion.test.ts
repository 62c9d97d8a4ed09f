// `certstick completion powershell`, asked by the real PowerShell as it asks when somebody presses Tab.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { certstick, emptyFolder } from '../../support/cli.ts'
import { powerShell, testInPowerShell } from './engine.ts'

const ASKED = `
  foreach ($line in $lines) {
    $found = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches
    "$line=" + (($found | ForEach-Object { $_.CompletionText }) -join ',')
  }`

testInPowerShell('completes commands, options and values', () => {
  const cwd = emptyFolder()
  const path = join(cwd, 'completion.ps1')
  writeFileSync(path, certstick(['completion', 'powershell'], { cwd }).stdout)
  const expected = {
    'certstick re': 'rehearse,revoke,regenerate',
    'certstick ca ex': 'export-index',
    'certstick new jane@a.com --st': '--store,--strict-import,--stick',
    'certstick new --store ': 'machine,user,both',
    'certstick export LAPTOP-01 --to m': 'macos',
    'certstick.cmd bulk --template min': 'minimal',
  }
  const lines = Object.keys(expected).map((line) => `'${line}'`)
  const command = `. '${path}'; $lines = ${lines.join(', ')}; ${ASKED}`
  const { status, stdout, stderr } = powerShell(['-Command', command])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const found = Object.fromEntries(
    stdout
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split('=')),
  )
  expect(found).toEqual(expected)
})
