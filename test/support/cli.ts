// certstick as a user starts it, the built `dist/main.js` in a process of its own; and its commands within this process.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { openAssets } from '../../src/assets.ts'
import { run } from '../../src/cli/run.ts'
import type { RandomBytes } from '../../src/world.ts'
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
  /** Of a screen that `runCommand` writes on; without it there is none. */
  readonly columns?: number
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

/**
 * The same without a process of its own, which costs a tenth of the time.
 * @param random the source of what is drawn, to be called as something else happens
 */
export async function runCommand(
  argv: readonly string[],
  { cwd, env, input, columns }: Surroundings,
  random: RandomBytes = randomBytes,
): Promise<ToolResult> {
  const [stdout, stderr] = [new Recorder(columns), new Recorder(columns)]
  const status = await run({
    argv,
    env: cleanEnvironment(env),
    platform: process.platform,
    cwd,
    stdin: Readable.from(input === undefined ? [] : [Buffer.from(input)]) as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    now: () => new Date(),
    random,
    assets: openAssets(new URL('../../dist/', import.meta.url)),
    author: { operator: 'anna', host: 'DESK-1' },
    pid: process.pid,
    isAlive: (pid) => pid === process.pid,
    cores: availableParallelism(),
    onInterrupt: () => {},
    onHangUp: () => () => {},
  })
  return { status, stdout: stdout.text(), stderr: stderr.text() }
}

/** Keeps what is written. */
class Recorder extends Writable {
  readonly #chunks: Buffer[] = []
  readonly isTTY: boolean
  readonly columns: number | undefined

  constructor(columns: number | undefined) {
    super()
    this.isTTY = columns !== undefined
    this.columns = columns
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk)
    done()
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }
}

function cleanEnvironment(env: Surroundings['env']): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CERTSTICK_'))
  return { ...Object.fromEntries(inherited), ...env }
}
