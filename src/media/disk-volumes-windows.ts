// Mounted volumes and their labels on Windows. Node knows no labels; PowerShell does, in a second or two.
import { win32 } from 'node:path'
import { getBuiltinModule } from 'node:process'

export interface Volume {
  readonly label: string
  /** Where it is mounted. */
  readonly path: string
}

/** A program with its arguments and the folder that it runs in. */
export interface ProgramCall {
  /** Absolute: for a bare name Windows looks into the current folder first, which may be a stick from anybody. */
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
}

const COMMAND =
  '@(Get-Volume | Where-Object DriveLetter | Select-Object DriveLetter, FileSystemLabel) | ConvertTo-Json -Compress'

/** @param run gives what the program writes to standard output; throws where it fails */
export function listWindowsVolumes(
  env: Readonly<Record<string, string | undefined>>,
  run: (call: ProgramCall) => string = runProgram,
): Volume[] {
  const call = volumesCall(env['SystemRoot'])
  if (call === null) return []
  try {
    return parseWindowsVolumes(run(call))
  } catch {
    return [] // because a system that does not tell is one where the path has to be given
  }
}

/**
 * @param systemRoot as the environment names it. Null is returned, and no place is guessed, where it is missing or is no
 * folder of a local drive: a relative path, or one on another computer, could lead to anybody's program.
 */
function volumesCall(systemRoot: string | undefined): ProgramCall | null {
  if (systemRoot === undefined || !/^[A-Za-z]:\\[^/:]/.test(systemRoot)) return null
  const cwd = win32.normalize(systemRoot)
  const program = win32.join(cwd, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe')
  return { program, args: ['-NoProfile', '-NonInteractive', '-Command', COMMAND], cwd }
}

/** No longer than ten seconds. */
function runProgram({ program, args, cwd }: ProgramCall): string {
  // Loaded only here, because no other system needs it.
  return getBuiltinModule('node:child_process').execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 10_000,
    stdio: 'pipe',
  })
}

/** @param json what `COMMAND` answers: of one volume an object, of several an array */
export function parseWindowsVolumes(json: string): Volume[] {
  const parsed: unknown = JSON.parse(json)
  return [parsed].flat().flatMap((volume) => {
    const { DriveLetter: letter, FileSystemLabel: label } = (volume ?? {}) as Record<string, unknown>
    return typeof letter === 'string' && typeof label === 'string' ? [{ label, path: `${letter}:\\` }] : []
  })
}
