// Mounted volumes on Windows. Node cannot read labels and kinds of drives; PowerShell can, in a second or two.
import { type RunProgram, runProgram, systemProgram } from '../windows-programs.ts'

export interface Volume {
  /** Empty if it has none. */
  readonly label: string
  /** Where it is mounted. */
  readonly path: string
  /** Null: not known. */
  readonly bytes: number | null
  /** Whether it is a stick, a card, or on another drive that can be pulled out. */
  readonly removable: boolean
}

const POWERSHELL = 'WindowsPowerShell\\v1.0\\powershell.exe'
/** DriveInfo needs neither a module nor a service. Network drives are not asked for their label, which can take minutes. */
export const COMMAND = [
  'try{[Console]::OutputEncoding=[Text.Encoding]::UTF8}catch{}',
  "$drives=[IO.DriveInfo]::GetDrives()|Where-Object{$_.DriveType -in 'Removable','Fixed' -and $_.IsReady}",
  "$rows=$drives|Select-Object Name,VolumeLabel,TotalSize,@{n='Kind';e={$_.DriveType.ToString()}}",
  'ConvertTo-Json -Compress -InputObject @($rows)',
].join(';')

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

/** @param json the output of `COMMAND`, an array; what is no drive with a letter is left out */
export function parseWindowsVolumes(json: string): Volume[] {
  const parsed: unknown = JSON.parse(json.replace(/^\ufeff/, ''))
  return [parsed].flat().flatMap((volume) => {
    const { Name: path, VolumeLabel: label, TotalSize: bytes, Kind: kind } = (volume ?? {}) as Fields
    if (typeof path !== 'string' || !/^[A-Z]:\\$/i.test(path) || typeof label !== 'string') return []
    return [{ label, path, bytes: typeof bytes === 'number' ? bytes : null, removable: kind === 'Removable' }]
  })
}

type Fields = Readonly<Record<string, unknown>>
