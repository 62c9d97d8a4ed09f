// The real program, as a user starts it: the built `dist/main.js` in a process of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
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

export interface Started {
  readonly child: ChildProcess
  /** Status null: it was killed. */
  readonly ended: Promise<ToolResult>
}

/** Starts `certstick` as `certstick()` does, and does not wait: to run several at once, or to kill one. */
export function startCertstick(args: readonly string[], { cwd, env }: Surroundings): Started {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env: cleanEnvironment(env) })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text
    })
  }
  child.stdin.end()
  return { child, ended: once(child, 'close').then(([status]) => ({ status, ...output })) }
}

/** A program that hangs would hold up all tests, for they wait for it. */
const PATIENCE_MS = 120_000

/** Runs `certstick` without a terminal, and without the caller's own certstick settings. */
export function certstick(args: readonly string[], { cwd, env, input }: Surroundings): ToolResult {
  const result = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: cleanEnvironment(env),
    input: input ?? '',
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  })
  if (result.error !== undefined) throw result.error
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

function cleanEnvironment(env: Surroundings['env']): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CERTSTICK_'))
  return { ...Object.fromEntries(inherited), ...env }
}
