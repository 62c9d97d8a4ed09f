// X509Certificate2 and X509Store, as far as our script uses them, on the device's stores.
// https://learn.microsoft.com/dotnet/api/system.security.cryptography.x509certificates.x509keystorageflags
import { PowerShellError } from '../support/powershell/session.ts'
import { type Item, NOTHING, toText, type Value } from '../support/powershell/values.ts'
import type { Device } from './device.ts'
import { readFile } from './files.ts'
import type { Identity, StoredCertificate } from './identity.ts'
import { type OpenedPfx, openPfx } from './pfx.ts'

const FLAGS = ['persistkeyset', 'machinekeyset', 'userkeyset', 'exportable']
const NAMESPACE = 'security.cryptography.x509certificates'

interface Certificate extends Item {
  readonly pfx: OpenedPfx
  readonly flags: readonly string[]
}

export function certificateTypes(
  device: Device,
  who: Identity,
): Readonly<Record<string, (args: readonly Value[]) => Value>> {
  return {
    [`${NAMESPACE}.x509certificate2.new`]: ([path = null, password = null, flagText = null, ...more]) => {
      const flags = toText(flagText).toLowerCase().split(/, */)
      if (more.length > 0 || flags.some((flag) => !FLAGS.includes(flag))) throw new Error('unknown flags')
      const pfx = openPfx(readFile(device.disks, toText(path), who), toText(password))
      if (pfx === null || (pfx.modern && device.isOld))
        throw new PowerShellError('The specified network password is not correct.')
      const certificate: Certificate = { call: () => NOTHING, pfx, flags }
      return certificate
    },
    [`${NAMESPACE}.x509store.new`]: ([name = null, location = null]) => {
      if (toText(name) !== 'My') throw new Error('unknown store')
      return store(toText(location), { device, who })
    },
  }
}

function store(location: string, { device, who }: { device: Device; who: Identity }): Item {
  const isMachine = location === 'LocalMachine'
  if (!isMachine && location !== 'CurrentUser') throw new Error(`unknown location ${location}`)
  const { my } = isMachine ? device.machine : who.stores
  let open = false
  const call = (method: string, [argument = null]: readonly Value[]): Value => {
    if (method === 'open') {
      if (argument !== 'ReadWrite') throw new Error('unknown way to open a store')
      if (isMachine && !who.isSystem) throw new PowerShellError('Access is denied.')
      open = true
    } else if (method === 'add') {
      if (!open) throw new PowerShellError('The store is not open.')
      my.push(stored(argument as Certificate, isMachine))
    } else if (method !== 'close') throw new Error(`unknown method ${method}`)
    return NOTHING
  }
  return { call }
}

/** The key stays only where it is asked to, and serves only in the set of its own store. */
function stored({ pfx, flags }: Certificate, isMachine: boolean): StoredCertificate {
  const keySet = isMachine ? 'machinekeyset' : 'userkeyset'
  const hasKey = pfx.hasKey && flags.includes('persistkeyset') && flags.includes(keySet)
  return { certificate: pfx.leaf, hasKey, exportable: flags.includes('exportable') }
}
