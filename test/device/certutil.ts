// certutil, as far as sticks go: -addstore and -importpfx. https://learn.microsoft.com/windows-server/administration/windows-commands/certutil
import { X509Certificate } from 'node:crypto'
import type { Device } from './device.ts'
import { readFile } from './files.ts'
import type { Identity } from './identity.ts'
import { openPfx } from './pfx.ts'

/** As certutil ends with them, in Int32. */
const DONE = 0
const INVALID_ARGUMENT = 0x80070057 | 0
const INVALID_PASSWORD = 0x80070056 | 0

const MODIFIERS = [
  'at_signature',
  'at_keyexchange',
  'noexport',
  'nocert',
  'nochain',
  'noroot',
  'protect',
  'noprotect',
]

interface Arguments {
  readonly verb: string
  readonly user: boolean
  readonly password: string | null
  readonly places: readonly string[]
}

/** @returns the exit code */
export function certutil(args: readonly string[], device: Device, who: Identity): number {
  const read = readArguments(args)
  if (read === null) return INVALID_ARGUMENT
  if (read.verb === 'addstore') return addStore(read, device, who)
  return read.verb === 'importpfx' ? importPfx(read, device, who) : INVALID_ARGUMENT
}

/** Options begin with either sign, wherever they stand. */
function readArguments(args: readonly string[]): Arguments | null {
  const places: string[] = []
  let [verb, password, user] = ['', null as string | null, false]
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] ?? ''
    const option = /^[-/](.*)$/.exec(argument)?.[1]?.toLowerCase()
    if (option === undefined) places.push(argument)
    else if (option === 'addstore' || option === 'importpfx') verb = option
    else if (option === 'user') user = true
    else if (option === 'p') password = args[++i] ?? null
    else if (option !== 'f') return null
  }
  return verb === '' ? null : { verb, user, password, places }
}

function addStore(
  { user, places: [store, path, ...more] }: Arguments,
  device: Device,
  who: Identity,
): number {
  if (store?.toLowerCase() !== 'root' || path === undefined || more.length > 0) return INVALID_ARGUMENT
  const bytes = readIfAble(device, path, who)
  if (bytes === null) return INVALID_ARGUMENT
  addRoot(new X509Certificate(bytes), { user }, { device, who })
  return DONE
}

function importPfx({ user, password, places }: Arguments, device: Device, who: Identity): number {
  const [path, modifierText = '', ...more] = places
  const modifiers = modifierText === '' ? [] : modifierText.toLowerCase().split(',')
  if (path === undefined || more.length > 0 || modifiers.some((m) => !MODIFIERS.includes(m)))
    return INVALID_ARGUMENT
  const bytes = readIfAble(device, path, who)
  if (bytes === null || password === null || password === '*') return INVALID_ARGUMENT
  const pfx = openPfx(bytes, password)
  if (pfx === null || (pfx.modern && device.isOld)) return INVALID_PASSWORD
  const stores = user ? who.stores : device.machine
  stores.my.push({ certificate: pfx.leaf, hasKey: pfx.hasKey, exportable: !modifiers.includes('noexport') })
  const roots = modifiers.includes('noroot') ? [] : pfx.chain.filter((c) => c.subject === c.issuer)
  for (const root of roots) addRoot(root, { user }, { device, who })
  return DONE
}

/** A root that a user does not have yet is asked about. (windows.md §4) */
function addRoot(
  root: X509Certificate,
  { user }: { user: boolean },
  { device, who }: { device: Device; who: Identity },
): void {
  const { root: roots } = user ? who.stores : device.machine
  if (roots.some((other) => other.fingerprint256 === root.fingerprint256)) return
  if (user && !who.isSystem) device.prompts.push(`install the root ${root.subject}?`)
  roots.push(root)
}

function readIfAble({ disks }: Device, path: string, who: Identity): Uint8Array | null {
  try {
    return readFile(disks, path, who)
  } catch {
    return null
  }
}
