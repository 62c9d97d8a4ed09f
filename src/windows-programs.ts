// Starts the programs that Windows itself brings, always by absolute path and in a folder of Windows: for a bare name Windows
// looks into the current folder first, which may be a stick from anybody (nodejs/node issue 46264).
import { win32 } from 'node:path'
import { getBuiltinModule } from 'node:process'

/** A program of Windows, its arguments, and the folder that it runs in. */
export interface ProgramCall {
  /** Absolute. */
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
}

/** Gives what the program writes to standard output; throws if it fails. */
export type RunProgram = (call: ProgramCall) => string

/**
 * @param path of the program below `System32`
 * @returns null if SystemRoot is missing or is not a folder on a local drive, because a relative path, or one on another
 * computer, could lead to a program of an attacker
 */
export function systemProgram(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ProgramCall | null {
  const systemRoot = env['SystemRoot']
  if (systemRoot === undefined || !/^[A-Za-z]:\\[^/:]/.test(systemRoot)) return null
  const cwd = win32.normalize(systemRoot)
  return { program: win32.join(cwd, 'System32', path), args, cwd }
}

/** For ten seconds at most. */
export function runProgram({ program, args, cwd }: ProgramCall): string {
  // Loaded only here, because other systems do not need it.
  return getBuiltinModule('node:child_process').execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 10_000,
    stdio: 'pipe',
    windowsHide: true,
  })
}
