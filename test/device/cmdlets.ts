// The cmdlets and the .NET members that our scripts use, on the device's disks, as one of its identities.
import { type Cmdlet, PowerShellError } from '../support/powershell/session.ts'
import { type Item, NOTHING, toBytes, toItems, toText, type Value } from '../support/powershell/values.ts'
import { drives } from '../support/powershell.ts'
import type { Device } from './device.ts'
import { exists, readFile, removeFile, removeFolder, writeFile } from './files.ts'
import type { Identity } from './identity.ts'

export function cmdletsOf({ disks }: Device, who: Identity): Readonly<Record<string, Cmdlet>> {
  return {
    'test-path': ({ named, positional }) =>
      exists(disks, toText(named['literalpath'] ?? positional[0] ?? null)),
    'join-path': ({ positional: [folder = null, rest = null] }) => `${toText(folder)}\\${toText(rest)}`,
    'get-date': ({ named }) => {
      if (named['format'] !== 's') throw new Error('unknown format of a date')
      return '2026-11-22T09:30:00'
    },
    'out-null': () => null,
    'add-content': ({ named }) => {
      const path = toText(named['literalpath'] ?? null)
      const before = exists(disks, path) ? Buffer.from(readFile(disks, path, who)).toString() : ''
      const bytes = Buffer.from(`${before}${toText(named['value'] ?? null)}\r\n`)
      writeFile(disks, path, { bytes, who })
      return null
    },
    'copy-item': ({ named }) => {
      const from = toText(named['literalpath'] ?? null)
      const bytes = readFile(disks, from, who)
      const path = `${toText(named['destination'] ?? null)}\\${from.split('\\').at(-1)}`
      writeFile(disks, path, { bytes, who })
      return null
    },
    'remove-item': ({ named }) => {
      for (const path of toItems(named['literalpath'] ?? null).map(toText)) {
        if (named['recurse'] === true) removeFolder(disks, path, who)
        else removeFile(disks, path, who)
      }
      return null
    },
    'new-object': ({ positional: [type = null] }) => {
      if (toText(type) !== 'Security.AccessControl.DirectorySecurity') throw new Error('unknown type')
      return directorySecurity()
    },
  }
}

interface DirectorySecurity extends Item {
  readonly sddl: () => string
}

function directorySecurity(): DirectorySecurity {
  let sddl = ''
  const call = (method: string, [text = null]: readonly Value[]): Value => {
    if (method !== 'setsecuritydescriptorsddlform') throw new Error(`unknown method ${method}`)
    sddl = toText(text)
    return NOTHING
  }
  return { call, sddl: () => sddl }
}

type Static = (args: readonly Value[]) => Value

export function staticsOf({ disks }: Device, who: Identity): Readonly<Record<string, Static>> {
  const [utf8, unicode, latin1] = [encoding('utf8'), encoding('utf16le'), encoding('latin1')]
  return {
    'io.driveinfo.getdrives': () => drives(disks.volumes),
    'text.encoding.utf8': () => utf8,
    'text.encoding.unicode': () => unicode,
    'text.encoding.getencoding': ([page]) => {
      if (page !== 28591) throw new Error('unknown code page')
      return latin1
    },
    'convert.frombase64string': ([text = null]) => Uint8Array.from(Buffer.from(toText(text), 'base64')),
    'io.file.readallbytes': ([path = null]) => readFile(disks, toText(path), who),
    'io.file.writeallbytes': ([path = null, bytes = null]) => {
      writeFile(disks, toText(path), { bytes: toBytes(bytes), who })
      return NOTHING
    },
    'io.directory.createdirectory': ([path = null, security = null]) => {
      const { sddl } = security as DirectorySecurity
      if (!who.isSystem) throw new PowerShellError('access denied')
      disks.folders.set(toText(path).toLowerCase(), sddl())
      return NOTHING
    },
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
