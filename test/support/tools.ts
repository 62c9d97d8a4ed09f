// Other people's programs that read what we wrote. A test that needs one that is absent says so and skips.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { test } from 'vitest'
import { testUnless } from './skips.ts'

export interface ToolResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program without a shell; never throws because of its exit status. */
export function run(program: string, args: readonly string[], input?: string | Uint8Array): ToolResult {
  const result = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (result.error !== undefined) throw result.error
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

/** The same in that folder, without what npm and certstick say to programs that they start. */
export function runIn(cwd: string, program: string, args: readonly string[]): ToolResult {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:npm|certstick)_/i.test(name)),
  )
  const result = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (result.error !== undefined) throw result.error
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

/** Whether the program is on the path. */
export function hasTool(program: string): boolean {
  return pathOf(program) !== undefined
}

/** The program's full path, if it is on the path. */
export function pathOf(program: string): string | undefined {
  const name = process.platform === 'win32' ? `${program}.exe` : program
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** `test`, or a skip that says which of the programs is absent. */
export function testWith(...programs: readonly string[]): typeof test {
  const absent = programs.filter((program) => !hasTool(program))
  return testUnless(absent.length === 0 ? null : absent.join(', '))
}
