// Mounted volumes with label, size and whether they can be pulled out, as each system lists them. A volume that cannot be
// listed is left out, because the user can always give a stick by its path.
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { World } from '../world.ts'
import { listWindowsVolumes, type Volume } from './disk-volumes-windows.ts'

/** Empty on a system that is not known. */
export function listVolumes({ platform, env }: Pick<World, 'platform' | 'env'>): Volume[] {
  if (platform === 'linux') return listLinuxVolumes(LINUX)
  if (platform === 'darwin') return listMacVolumes('/Volumes')
  return platform === 'win32' ? listWindowsVolumes(env) : []
}

/** macOS does not say what is removable without a program of its own, so everything but the system's own disk counts. */
export function listMacVolumes(folder: string): Volume[] {
  return listFolder(folder).flatMap((label) => {
    const path = join(folder, label)
    const isMounted = !isLink(path) && deviceOf(path) !== deviceOf(folder) // the system's own disk is a link there
    return isMounted ? [{ label, path, bytes: sizeOf(path), removable: true }] : []
  })
}

/** Linux lists mounts in the first, udev lists labels in the second, and the third says what is removable. */
const LINUX = { mounts: '/proc/self/mounts', labels: '/dev/disk/by-label', devices: '/sys/class/block' }

/** The volumes on devices, each where it was mounted first. */
export function listLinuxVolumes({ mounts, labels, devices }: typeof LINUX): Volume[] {
  const labelOf = new Map(
    listFolder(labels).map((name) => [
      realPath(join(labels, name)),
      decodeEscapes(name, /\\x([0-9a-f]{2})/gi, 16),
    ]),
  )
  const found = new Map<string, Volume>()
  for (const line of readText(mounts).split('\n')) {
    const [device = '', path = ''] = line.split(' ').map((field) => decodeEscapes(field, /\\([0-7]{3})/g, 8))
    const name = realPath(device)
    if (!device.startsWith('/') || path === '' || found.has(name)) continue
    const removable = isRemovable(join(devices, basename(name))) && !SYSTEM_FOLDER.test(path)
    found.set(name, { label: labelOf.get(name) ?? '', path, bytes: sizeOf(path), removable })
  }
  return [...found.values()]
}

/** A system that was started from a stick has its own files there. */
const SYSTEM_FOLDER = /^\/(?:$|boot|usr|var|home$|snap\/)/

/** Sticks and disks on USB, cards, and what says so itself; not optical drives. (Linux, Documentation/ABI, sysfs-block) */
function isRemovable(link: string): boolean {
  const device = realPath(link)
  if (/^(?:sr|loop)\d/.test(basename(device))) return false
  if (/\/usb\d+\//.test(device)) return true
  return [device, dirname(device)].some(
    (place) =>
      readText(join(place, 'removable')).trim() === '1' ||
      readText(join(place, 'device/type')).trim() === 'SD',
  )
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

function isLink(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

/** Null: it cannot be read. */
function deviceOf(path: string): number | null {
  return fs.statSync(path, { throwIfNoEntry: false })?.dev ?? null
}

function sizeOf(path: string): number | null {
  try {
    const { blocks, bsize } = fs.statfsSync(path)
    return blocks * bsize
  } catch {
    return null
  }
}
