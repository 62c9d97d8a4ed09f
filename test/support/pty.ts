// A real terminal: the built program runs behind a pseudo-terminal and is typed at, as a person would.
import { createRequire } from 'node:module'
import { PROGRAM } from './cli.ts'
import { testUnless } from './skips.ts'

type Pty = typeof import('@lydell/node-pty')

/** The native part of node-pty comes as a binary for common systems only. */
export const TERMINAL_ABSENT = hasPty() ? null : 'a pseudo-terminal'
export const testInTerminal = testUnless(TERMINAL_ABSENT)

function hasPty(): boolean {
  try {
    load()
    return true
  } catch {
    return false
  }
}

function load(): Pty {
  return createRequire(import.meta.url)('@lydell/node-pty') as Pty
}

export const ENTER = '\r'
export const CTRL_C = '\x03'
export const CTRL_D = '\x04'
export const DOWN = '\x1b[B'

/** Down the list by so many rows, and Enter. */
export const down = (rows: number): string => `${DOWN.repeat(rows)}${ENTER}`

export interface Terminal {
  /** Waits until the text is on the screen, in what came since the last keys; fails with the screen otherwise. */
  readonly expect: (text: string) => Promise<void>
  readonly type: (keys: string) => void
  /** Waits for the program's end. */
  readonly exitCode: () => Promise<number>
  /** Everything that was ever shown, escape sequences taken out. */
  readonly shown: () => string
  /** The same with the escape sequences, as a terminal gets them. */
  readonly raw: () => string
  readonly cursorIsShown: () => boolean
  readonly signal: (name: NodeJS.Signals) => void
  /** As a window is closed: nobody reads or types any more, and the system says so with SIGHUP. */
  readonly close: () => void
}

const PATIENCE_MS = 20_000

const COLUMNS = 100
const ROWS = 40

/** Starts `certstick` in a terminal. */
export function startInTerminal(
  args: readonly string[],
  cwd: string,
  columns = COLUMNS,
  own: Readonly<Record<string, string>> = {},
  rows = ROWS,
): Terminal {
  return start(process.execPath, [PROGRAM, ...args], cwd, columns, process.env, own, rows)
}

/** The same by a shell, which stays when the terminal is closed, and then writes the program's exit code into a file. */
export function startInShell(args: readonly string[], cwd: string, exitCodeFile: string): Terminal {
  const quoted = [process.execPath, PROGRAM, ...args, exitCodeFile].map((word) => `'${word}'`)
  return start('sh', ['-c', `trap : HUP; ${quoted.slice(0, -1).join(' ')}; echo $? > ${quoted.at(-1)}`], cwd)
}

/** Starts another program in a terminal. */
export function start(
  program: string,
  args: readonly string[],
  cwd: string,
  cols = COLUMNS,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  own: Readonly<Record<string, string>> = {},
  rows = ROWS,
): Terminal {
  const inherited = Object.entries(environment).filter(([name]) => !name.startsWith('CERTSTICK_'))
  const child = load().spawn(program, [...args], {
    cwd,
    cols,
    rows,
    env: { ...(Object.fromEntries(inherited) as Record<string, string>), ...own },
  })
  let raw = ''
  let seen = 0
  child.onData((data) => (raw += data))
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)))
  const shown = (): string => stripEscapes(raw)
  return {
    shown,
    raw: () => raw,
    expect: async (text) => {
      const deadline = Date.now() + PATIENCE_MS
      for (;;) {
        const at = shown().indexOf(text, seen)
        if (at >= 0) {
          seen = at + text.length
          return
        }
        if (Date.now() > deadline)
          throw new Error(`${JSON.stringify(text)} was not shown; the screen:\n${shown()}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    type: (keys) => child.write(keys),
    exitCode: () => ended,
    cursorIsShown: () => raw.lastIndexOf('\x1b[?25h') >= raw.lastIndexOf('\x1b[?25l'),
    signal: (name) => void process.kill(child.pid, name),
    close: () => (child as typeof child & { destroy: () => void }).destroy(),
  }
}

function stripEscapes(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r/g, '')
}

export type Steps = readonly (readonly [question: string, keys: string])[]

/** Waits for each question, and answers it. */
export async function answer(terminal: Terminal, steps: Steps): Promise<void> {
  for (const [question, keys] of steps) {
    await terminal.expect(question)
    terminal.type(keys)
  }
}
