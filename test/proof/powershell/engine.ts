// PowerShell 7, the real engine: not Windows PowerShell 5.1, but the same language and the same parser. It runs here on any
// system; what Windows has and this one lacks is stood in for by live.ps1, beside this file.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testWith } from '../../support/tools.ts'

export const testInPowerShell = testWith('pwsh')

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Without profile and questions, in that environment and no other. */
export function powerShell(args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const own = { POWERSHELL_TELEMETRY_OPTOUT: '1', POWERSHELL_UPDATECHECK: 'Off', NO_COLOR: '1' }
  const { PATH = '', HOME = '', DOTNET_ROOT } = process.env
  const result = spawnSync('pwsh', ['-NoProfile', '-NonInteractive', ...args], {
    env: { PATH, HOME, ...(DOTNET_ROOT === undefined ? {} : { DOTNET_ROOT }), ...own, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (result.error !== undefined) throw result.error
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

/** What a script of this folder makes of some data: a file of JSON in, JSON out. @throws Error where it failed */
export function ask(script: string, data: unknown, env: Readonly<Record<string, string>> = {}): unknown {
  const path = join(newFolder(), 'data.json')
  writeFileSync(path, JSON.stringify(data))
  const { status, stdout, stderr } = powerShell(['-File', scriptPath(script), path], env)
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}

/** Gone with the temporary folder of the whole run, so that it serves a whole file of tests. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'certstick-powershell-'))
}

/** Of a script of this folder. */
export function scriptPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
