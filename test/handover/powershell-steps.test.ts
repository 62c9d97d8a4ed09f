// STEPS.txt of the exports with PowerShell scripts: what an administrator types works under Windows' default policy.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { entraFiles } from '../../src/handover/entra.ts'
import { intuneFiles } from '../../src/handover/intune.ts'
import { commandLineToArgv } from '../support/argv.ts'
import { makeHandover, textOf } from '../support/handover.ts'

describe.each([
  ['entra', 'bind-certificate.ps1', entraFiles],
  ['intune', 'post-profiles.ps1', intuneFiles],
] as const)('of --to %s', (_, script, render) => {
  const template = new URL(`../../templates/handover/${script}`, import.meta.url)
  const files = render(makeHandover().handover, readFileSync(template))
  const steps = textOf(files, 'STEPS.txt')

  test('starts each script by a line that the default policy does not refuse, in each shell', () => {
    const started = steps.split('\r\n').filter((line) => line.includes('.\\'))
    expect(started.length).toBeGreaterThan(0)
    for (const line of started) {
      const [program, ...args] = commandLineToArgv(line.slice(line.indexOf('powershell')))
      expect([program, ...args.slice(0, 4)]).toEqual([
        'powershell',
        '-NoProfile',
        '-ExecutionPolicy',
        'Bypass',
        '-File',
      ])
      expect(args[4]).toBe(`.\\${script}`)
      expect(line).not.toMatch(/[&|<>%^$`;]/) // none of which means the same in all three
    }
  })

  test('says what to install before: the module that the script uses', () => {
    expect(textOf(files, script)).toContain('Connect-MgGraph')
    expect(steps).toContain('Install-Module Microsoft.Graph.Authentication -Scope CurrentUser')
    expect(steps).toContain('default policy allows no')
  })
})
