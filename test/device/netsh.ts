// netsh, as far as our script goes: adds a WLAN profile for all users. An exported profile has its key in clear text.
// https://learn.microsoft.com/windows-server/networking/technologies/netsh/netsh-wlan
import type { Device } from './device.ts'
import { exists, readFile } from './files.ts'
import type { Identity } from './identity.ts'
import { readXml, textIn } from './xml.ts'

/** @returns the exit code */
export function netsh(args: readonly string[], device: Device, who: Identity): number {
  const [wlan, add, profile, file = '', user, ...more] = args
  const shape = [wlan, add, profile, user].map((word) => word?.toLowerCase()).join(' ')
  const path = /^filename=(.+)$/i.exec(file)?.[1]
  if (shape !== 'wlan add profile user=all' || path === undefined || more.length > 0) return 1
  if (!device.hasWifi || !who.isSystem || !exists(device.disks, path)) return 1
  const read = readXml(readFile(device.disks, path, who))
  device.networks.set(textIn(read, 'name') ?? '', textIn(read, 'keyMaterial') ?? null)
  return 0
}
