// Mounted volumes and their labels on Windows. Node cannot read labels; PowerShell can, in a second or two.
import { win32 } from 'node:path'
import { getBuiltinModule } from 'node:process'

export interface Volume {
  readonly label: string
  /** Where it is mounted. */
  readonly path: string
}

/** A program, its arguments, and the folder that it runs in. */
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
    return [] // the user can still give the path
  }
}

/**
 * @param systemRoot from the environment. The result is null if it is missing or is not a folder on a local drive, because
 * a relative path, or one on another computer, could lead to a program of an attacker.
 */
function volumesCall(systemRoot: string | undefined): ProgramCall | null {
  if (systemRoot === undefined || !/^[A-Za-z]:\\[^/:]/.test(systemRoot)) return null
  const cwd = win32.normalize(systemRoot)
  const program = win32.join(cwd, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe')
  return { program, args: ['-NoProfile', '-NonInteractive', '-Command', COMMAND], cwd }
}

/** No longer than ten seconds. */
function runProgram({ program, args, cwd }: ProgramCall): string {
  // Loaded only here, because other systems do not need it.
  return getBuiltinModule('node:child_process').execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 10_000,
    stdio: 'pipe',
  })
}

/** @param json the output of `COMMAND`: an object for one volume, an array for several */
export function parseWindowsVolumes(json: string): Volume[] {
  const parsed: unknown = JSON.parse(json)
  return [parsed].flat().flatMap((volume) => {
    const { DriveLetter: letter, FileSystemLabel: label } = (volume ?? {}) as Record<string, unknown>
    return typeof letter === 'string' && typeof label === 'string' ? [{ label, path: `${letter}:\\` }] : []
  })
}
