// reg, as far as sticks go: load, add, unload. https://learn.microsoft.com/windows-server/administration/windows-commands/reg
import { PowerShellError } from '../support/powershell/session.ts'
import type { Device } from './device.ts'
import type { Hive, Identity } from './identity.ts'

const DEFAULT_HIVE = String.raw`c:\users\default\ntuser.dat`

/** @returns the exit code */
export function reg(args: readonly string[], device: Device, who: Identity): number {
  const [verb = '', key = '', ...rest] = args
  switch (verb.toLowerCase()) {
    case 'load':
      return load(key, rest, { device, who })
    case 'unload':
      return who.isSystem && rest.length === 0 && device.loaded.delete(mountOf(key)) ? 0 : 1
    case 'add':
      return add(key, rest, { device, who })
  }
  return 1
}

/** Microsoft.Win32.Registry.SetValue: makes the key where there is none, and keeps its other values. */
export function setMachineValue(
  device: Device,
  who: Identity,
  [path = '', name = '', value = '']: string[],
): void {
  const key = /^HKEY_LOCAL_MACHINE\\(.+)$/i.exec(path)?.[1]?.toLowerCase()
  if (key === undefined) throw new Error(`unknown key ${path}`)
  if (!who.isSystem || !device.canWritePolicies)
    throw new PowerShellError('Access to the registry key is denied.')
  const values = device.machineHive.get(key) ?? new Map<string, string>()
  device.machineHive.set(key, values.set(name, value))
}

interface Surroundings {
  readonly device: Device
  readonly who: Identity
}

function load(key: string, [file, ...more]: readonly string[], { device, who }: Surroundings): number {
  const known = file?.toLowerCase() === DEFAULT_HIVE && more.length === 0
  if (!known || !who.isSystem || device.loaded.size > 0) return 1
  device.loaded.set(mountOf(key), device.defaultHive)
  return 0
}

/** Only texts, and only over what is there or not without a question. */
function add(path: string, options: readonly string[], { device, who }: Surroundings): number {
  const [v, name, t, type, d, data, f, ...more] = options
  const shape = [v, t, type, d, f].map((option) => option?.toLowerCase()).join(' ')
  if (shape !== '/v /t reg_sz /d /f' || name === undefined || data === undefined || more.length > 0) return 1
  const [hive, key] = find(path, { device, who })
  if (hive === null) return 1
  const values = hive.get(key) ?? new Map<string, string>()
  hive.set(key, values.set(name, data))
  return 0
}

function find(path: string, { device, who }: Surroundings): [hive: Hive | null, key: string] {
  const lower = path.toLowerCase()
  if (lower.startsWith('hkcu\\')) return [who.hive, lower.slice('hkcu\\'.length)]
  const mount = /^hku\\[^\\]+/.exec(lower)?.[0] ?? ''
  return [(who.isSystem ? device.loaded.get(mount) : undefined) ?? null, lower.slice(mount.length + 1)]
}

function mountOf(key: string): string {
  return key.toLowerCase()
}
