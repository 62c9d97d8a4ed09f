// The cmdlets and the .NET members that our scripts use, on the device's disks, as one of its identities.
import { type Cmdlet, PowerShellError } from '../support/powershell/session.ts'
import {
  type Item,
  NOTHING,
  toBytes,
  toItems,
  toNumber,
  toText,
  type Value,
} from '../support/powershell/values.ts'
import { drives } from '../support/powershell.ts'
import { certificateTypes } from './certificate-types.ts'
import type { Device } from './device.ts'
import { exists, readFile, removeFile, removeFolder, writeFile } from './files.ts'
import type { Identity } from './identity.ts'
import { setMachineValue } from './reg.ts'

export function cmdletsOf(device: Device, who: Identity): Readonly<Record<string, Cmdlet>> {
  const { disks } = device
  const now = () => device.now
  return {
    'test-path': ({ named, positional }) =>
      exists(disks, toText(named['literalpath'] ?? positional[0] ?? null)),
    'join-path': ({ positional: [folder = null, rest = null] }) => `${toText(folder)}\\${toText(rest)}`,
    'get-date': ({ named }) => {
      if (named['format'] === undefined) return dateItem(now())
      if (named['format'] !== 's') throw new Error('unknown format of a date')
      return sortable(now())
    },
    'out-null': () => null,
    'get-service': ({ positional: [name = null] }) => service(toText(name), device),
    'add-content': ({ named }) => {
      const path = toText(named['literalpath'] ?? null)
      const before = exists(disks, path) ? Buffer.from(readFile(disks, path, who)).toString() : ''
      const bytes = Buffer.from(`${before}${toText(named['value'] ?? null)}\r\n`)
      writeFile(disks, path, { bytes, who })
      return null
    },
    'set-content': ({ named }) => {
      if (named['encoding'] !== 'Unicode') throw new Error('unknown encoding')
      const bytes = Buffer.from(`\ufeff${toText(named['value'] ?? null)}\r\n`, 'utf16le')
      writeFile(disks, toText(named['literalpath'] ?? null), { bytes, who })
      return null
    },
    'remove-item': ({ named }) => {
      for (const path of toItems(named['literalpath'] ?? null).map(toText)) {
        if (named['recurse'] === true) removeFolder(disks, path, who)
        else removeFile(disks, path, who)
      }
      return null
    },
    'new-item': ({ named }) => {
      if (toText(named['itemtype'] ?? null) !== 'Directory') throw new Error('unknown kind of item')
      if (!who.isSystem) throw new PowerShellError('access denied')
      disks.folders.set(toText(named['path'] ?? null).toLowerCase(), '')
      return null
    },
    'get-acl': ({ named }) => directorySecurity(disks.folders.get(folderOf(named)) ?? ''),
    'set-acl': ({ named }) => {
      if (!who.isSystem) throw new PowerShellError('access denied')
      disks.folders.set(folderOf(named), (named['aclobject'] as DirectorySecurity).sddl())
      return null
    },
  }
}

function folderOf(named: Readonly<Record<string, Value>>): string {
  return toText(named['literalpath'] ?? null).toLowerCase()
}

/** As `Get-Date -Format s` writes it, in the device's own time. */
function sortable(date: Date): string {
  return date.toISOString().slice(0, 19)
}

const HOUR = 3_600_000

function dateItem(date: Date): Item {
  return {
    call: (method, [value = null]) => {
      if (method === 'addhours') return dateItem(new Date(date.getTime() + toNumber(value) * HOUR))
      if (method === 'adddays') return dateItem(new Date(date.getTime() + toNumber(value) * 24 * HOUR))
      if (method === 'tostring' && value === 's') return sortable(date)
      throw new Error(`unknown method ${method}`)
    },
  }
}

/** As System.ServiceProcess.ServiceController waits. */
function service(name: string, { services }: Device): Item {
  const status = services.get(name.toLowerCase())
  if (status === undefined) throw new PowerShellError(`Cannot find any service with service name '${name}'.`)
  return {
    call: (method, [wanted = null, time = null]) => {
      if (method !== 'waitforstatus' || wanted !== 'Running' || time !== '00:01:00')
        throw new Error(`unknown method ${method}`)
      if (status !== 'running')
        throw new PowerShellError('Time out has expired and the operation has not been completed.')
      return NOTHING
    },
  }
}

interface DirectorySecurity extends Item {
  readonly sddl: () => string
}

function directorySecurity(before: string): DirectorySecurity {
  let sddl = before
  const call = (method: string, [text = null, sections = null]: readonly Value[]): Value => {
    if (method !== 'setsecuritydescriptorsddlform' || sections !== 'Access')
      throw new Error(`unknown method ${method}`)
    sddl = toText(text)
    return NOTHING
  }
  return { call, sddl: () => sddl }
}

type Static = (args: readonly Value[]) => Value

export function staticsOf(device: Device, who: Identity): Readonly<Record<string, Static>> {
  const { disks } = device
  const [utf8, unicode, latin1] = [encoding('utf8'), encoding('utf16le'), encoding('latin1')]
  return {
    'io.driveinfo.getdrives': () => drives(disks.volumes),
    'text.encoding.utf8': () => utf8,
    'text.encoding.unicode': () => unicode,
    'text.encoding.getencoding': ([page]) => {
      if (page !== 28591) throw new Error('unknown code page')
      return latin1
    },
    'io.file.readalltext': ([path = null]) => new TextDecoder().decode(readFile(disks, toText(path), who)),
    'io.file.readallbytes': ([path = null]) => readFile(disks, toText(path), who),
    'io.file.writeallbytes': ([path = null, bytes = null]) => {
      writeFile(disks, toText(path), { bytes: toBytes(bytes), who })
      return NOTHING
    },
    'microsoft.win32.registry.setvalue': ([path = null, name = null, value = null]) => {
      setMachineValue(device, who, [path, name, value].map(toText))
      return NOTHING
    },
    ...certificateTypes(device, who),
  }
}

function encoding(name: BufferEncoding): Item {
  return {
    call: (method, [value = null]) => {
      if (method === 'getstring') return Buffer.from(toBytes(value)).toString(name)
      if (method === 'getbytes') return Uint8Array.from(Buffer.from(toText(value), name))
      throw new Error(`unknown method ${method}`)
    },
  }
}
