// Mounted volumes and their labels, as each system lists them. A volume that cannot be listed is left out, because the
// user can always give a stick by its path.
import * as fs from 'node:fs'
import { join } from 'node:path'
import type { World } from '../world.ts'
import { listWindowsVolumes, type Volume } from './disk-volumes-windows.ts'

export type { Volume }

/** Empty on a system that is not known. */
export function listVolumes({ platform, env }: Pick<World, 'platform' | 'env'>): Volume[] {
  if (platform === 'linux') return listLinuxVolumes(LINUX)
  if (platform === 'darwin')
    return listFolder('/Volumes').map((label) => ({ label, path: `/Volumes/${label}` }))
  return platform === 'win32' ? listWindowsVolumes(env) : []
}

/** Linux lists mounts in the one, udev lists labels in the other. */
const LINUX = { mounts: '/proc/self/mounts', labels: '/dev/disk/by-label' }

export function listLinuxVolumes({ mounts, labels }: typeof LINUX): Volume[] {
  const labelOf = new Map(
    listFolder(labels).map((name) => [
      realPath(join(labels, name)),
      decodeEscapes(name, /\\x([0-9a-f]{2})/gi, 16),
    ]),
  )
  return readText(mounts)
    .split('\n')
    .flatMap((line) => {
      const [device = '', path = ''] = line
        .split(' ')
        .map((field) => decodeEscapes(field, /\\([0-7]{3})/g, 8))
      const label = labelOf.get(realPath(device))
      return label === undefined ? [] : [{ label, path }]
    })
}

/** fstab(5) writes white space as `\040`; udev writes unusual bytes of a label as `\x20`. */
function decodeEscapes(text: string, escaped: RegExp, radix: number): string {
  const bytes = Buffer.from(text).toString('latin1') // one character a byte, so that escaped bytes fit between them
  const decoded = bytes.replace(escaped, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, radix)),
  )
  return Buffer.from(decoded, 'latin1').toString()
}

function listFolder(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort()
  } catch {
    return []
  }
}

function readText(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function realPath(path: string): string {
  try {
    return fs.realpathSync.native(path)
  } catch {
    return path
  }
}
