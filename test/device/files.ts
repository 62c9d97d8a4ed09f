// The device's disks: C:, and whatever sticks are plugged in. Names keep their case and are found in any.
import { PowerShellError } from '../support/powershell/session.ts'
import { grants, grantsByPlace, type Right } from './access.ts'
import type { Identity } from './identity.ts'

export interface Volume {
  readonly letter: string
  /** Path from the root, with `/`. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

export interface Disks {
  /** By lower-case path. */
  readonly files: Map<string, { readonly path: string; readonly bytes: Uint8Array }>
  /** Security descriptors of folders that scripts made, by lower-case path; empty where there is none of its own. */
  readonly folders: Map<string, string>
  /** Files, by lower-case path, that another program has open. */
  readonly held: Set<string>
  readonly volumes: Volume[]
}

/** C: as it is when the `specialize` pass begins. */
export function newDisks(): Disks {
  const folders = [String.raw`c:\programdata`, String.raw`c:\windows\panther`, String.raw`c:\users\default`]
  return {
    files: new Map(),
    folders: new Map(folders.map((folder) => [folder, ''])),
    held: new Set(),
    volumes: [],
  }
}

export function plugIn(disks: Disks, volume: Volume): void {
  disks.volumes.push(volume)
  for (const [path, bytes] of volume.files)
    putFile(disks, `${volume.letter}:\\${path.replaceAll('/', '\\')}`, bytes)
}

export function unplugAll(disks: Disks): void {
  for (const { letter } of disks.volumes.splice(0)) {
    for (const key of [...disks.files.keys()])
      if (key.startsWith(`${letter.toLowerCase()}:`)) disks.files.delete(key)
  }
}

export function putFile(disks: Disks, path: string, bytes: Uint8Array): void {
  disks.files.set(path.toLowerCase(), { path, bytes })
}

export function exists({ files, folders }: Disks, path: string): boolean {
  return files.has(path.toLowerCase()) || folders.has(path.toLowerCase())
}

/** @throws PowerShellError where it is not there, or not theirs */
export function readFile(disks: Disks, path: string, who: Identity): Uint8Array {
  const file = disks.files.get(path.toLowerCase())
  if (file === undefined) throw new PowerShellError(`cannot find ${path}`)
  demand(disks, { path, who, right: 'read' })
  return file.bytes
}

export function writeFile(
  disks: Disks,
  path: string,
  { bytes, who }: { bytes: Uint8Array; who: Identity },
): void {
  demand(disks, { path, who, right: 'write' })
  putFile(disks, path, bytes)
}

export function removeFile(disks: Disks, path: string, who: Identity): void {
  if (!disks.files.has(path.toLowerCase())) throw new PowerShellError(`cannot find ${path}`)
  demand(disks, { path, who, right: 'delete' })
  if (disks.held.has(path.toLowerCase())) throw new PowerShellError(`${path} is in use by another program`)
  disks.files.delete(path.toLowerCase())
}

/** With all that is in it. */
export function removeFolder(disks: Disks, path: string, who: Identity): void {
  for (const { path: file } of [...disks.files.values()]) {
    if (file.toLowerCase().startsWith(`${path.toLowerCase()}\\`)) removeFile(disks, file, who)
  }
  disks.folders.delete(path.toLowerCase())
}

/** A file in a folder of its own rules is made by who may write to the folder; all else goes by the file's. */
function demand(disks: Disks, { path, who, right }: { path: string; who: Identity; right: Right }): void {
  const sddl = disks.folders.get(path.toLowerCase().replace(/\\[^\\]*$/, '')) ?? ''
  const on = right === 'write' && !disks.files.has(path.toLowerCase()) ? 'folder' : 'file'
  const allowed = sddl === '' ? grantsByPlace(path, who, right) : grants(sddl, { who, right, on })
  if (!allowed) throw new PowerShellError(`access to ${path} is denied: ${right}`)
}
