// Other people's programs that read what we wrote. A test that needs one that is absent says so and skips.
import { spawnSync } from 'node:child_process'
import { test } from 'vitest'

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

/** Whether the program can be started here. */
export function hasTool(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined
}

/** `test`, or a skip that says which of the programs is absent. */
export function testWith(...programs: readonly string[]): typeof test {
  const absent = programs.filter((program) => !hasTool(program))
  if (absent.length === 0) return test
  return ((name: string) =>
    test.skip(`${name} (skipped: no ${absent.join(', ')} here)`)) as unknown as typeof test
}
