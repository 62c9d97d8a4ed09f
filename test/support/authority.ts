// A CA folder with issued certificates, made without the command line: elliptic curves, because they cost nothing.
import { join } from 'node:path'
import { createRoot, planRoot, ROOT_DEFAULTS } from '../../src/authority/authority.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import { formatInstant } from '../../src/instant.ts'
import { thumbprint } from '../../src/x509/identifiers.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { drawSerialNumber } from '../../src/x509/serial-number.ts'
import { temporaryFolder } from './folders.ts'
import { SURROUNDINGS } from './inventory.ts'
import { makeClient, oneYearFromNow } from './roots.ts'
import { frozenRandom } from './world.ts'

export interface Issued {
  readonly serialNumber: string
  readonly certificate: Uint8Array
  readonly pem: string
}

/** For programs that read the clock: everything is valid now. The CA lies in `ca` below `cwd`. */
export async function makeAuthority(settings: { readonly crlUrl: string | null } = { crlUrl: null }) {
  const cwd = temporaryFolder()
  const random = frozenRandom(cwd)
  const plan = planRoot({ ...ROOT_DEFAULTS, keyAlgorithm: 'ec-p256' }, new Date(), random)
  const { authority: issuer, ...files } = await createRoot(plan, null)
  const store = await AuthorityStore.create(join(cwd, 'ca'), files, { ...settings, random })
  if (store === null) throw new Error('there is a root in a new folder')
  const surroundings = { ...SURROUNDINGS, now: () => new Date() }
  const inventory = await store.openInventory(issuer, surroundings)
  if (inventory === null) throw new Error('there is no inventory in a new CA folder')

  async function issueTo(userPrincipalName: string, device: string | null = null): Promise<Issued> {
    const serialNumber = drawSerialNumber(random)
    const [name = ''] = device === null ? userPrincipalName.split('@') : [device]
    const plan = { userPrincipalName, serialNumber, ...oneYearFromNow(), ...settings }
    const { certificate } = makeClient(issuer, plan)
    const [notBefore, notAfter] = [formatInstant(plan.notBefore), formatInstant(plan.notAfter)]
    const placement = { folder: join(cwd, 'output', name), stage: 'stage' }
    const facts = { serialNumber, der: certificate, thumbprint: thumbprint(certificate), notBefore, notAfter }
    await inventory?.write((writer) => {
      writer.intend({ serialNumber, userPrincipalName, device, name, notAfter })
      writer.issue({ ...facts, request: {}, placement })
      writer.placed(serialNumber)
    })
    return { serialNumber, certificate, pem: encodePem('CERTIFICATE', certificate) }
  }

  return { cwd, folder: store.folder, store, issuer, inventory, issueTo }
}
