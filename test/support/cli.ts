// The real program, as a user starts it: the built `dist/main.js` in a process of its own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ToolResult } from './tools.ts'

export const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** An empty folder of its own. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'certstick-'))
}

export interface Surroundings {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What standard input holds; it is never a terminal here. */
  readonly input?: string
}

/** Runs `certstick` without a terminal, and without the caller's own certstick settings. */
export function certstick(args: readonly string[], { cwd, env, input }: Surroundings): ToolResult {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CERTSTICK_'))
  const result = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    input: input ?? '',
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  if (result.error !== undefined) throw result.error
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}
