// Mounted volumes and their labels on Windows. Node cannot read labels; PowerShell can, in a second or two.
import { type RunProgram, runProgram, systemProgram } from '../windows-programs.ts'

export interface Volume {
  readonly label: string
  /** Where it is mounted. */
  readonly path: string
}

const POWERSHELL = 'WindowsPowerShell\\v1.0\\powershell.exe'
const COMMAND =
  '@(Get-Volume | Where-Object DriveLetter | Select-Object DriveLetter, FileSystemLabel) | ConvertTo-Json -Compress'

export function listWindowsVolumes(
  env: Readonly<Record<string, string | undefined>>,
  run: RunProgram = runProgram,
): Volume[] {
  const call = systemProgram(POWERSHELL, ['-NoProfile', '-NonInteractive', '-Command', COMMAND], env)
  if (call === null) return []
  try {
    return parseWindowsVolumes(run(call))
  } catch {
    return [] // the user can still give the path
  }
}

/** @param json the output of `COMMAND`: an object for one volume, an array for several */
export function parseWindowsVolumes(json: string): Volume[] {
  const parsed: unknown = JSON.parse(json)
  return [parsed].flat().flatMap((volume) => {
    const { DriveLetter: letter, FileSystemLabel: label } = (volume ?? {}) as Record<string, unknown>
    return typeof letter === 'string' && typeof label === 'string' ? [{ label, path: `${letter}:\\` }] : []
  })
}
