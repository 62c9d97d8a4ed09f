// A CA folder with certificates on record, made without the command line: elliptic curves, because they cost nothing.
import { join } from 'node:path'
import { createRoot, intend, issue, planRoot, ROOT_DEFAULTS } from '../../src/authority/authority.ts'
import type { LedgerEvent } from '../../src/authority/ledger.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { drawSerialNumber } from '../../src/x509/serial-number.ts'
import { temporaryFolder } from './folders.ts'
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
  const store = await AuthorityStore.create(join(cwd, 'ca'), files, settings)
  if (store === null) throw new Error('there is a root in a new folder')
  const append = (...events: readonly LedgerEvent[]) =>
    store.write(
      () => {},
      (ledger) => ledger.append(events),
    )

  async function issueTo(userPrincipalName: string, device: string | null = null): Promise<Issued> {
    const serialNumber = drawSerialNumber(random)
    const [name = ''] = device === null ? userPrincipalName.split('@') : [device]
    const plan = { userPrincipalName, serialNumber, ...oneYearFromNow(), ...settings }
    const { certificate } = makeClient(issuer, plan)
    const intended = intend({ ...plan, device, name, output: join(cwd, 'output') }, new Date())
    await append(intended, issue(intended, { certificate, answers: {} }, new Date()))
    return { serialNumber, certificate, pem: encodePem('CERTIFICATE', certificate) }
  }

  return { cwd, folder: store.folder, store, issuer, append, issueTo }
}
