// `certstick list --folders DIR…`: the certificates of several customers in one list, what expires first on top.
import { join, resolve } from 'node:path'
import { lintCrl } from '../../authority/lint-crl.ts'
import { lintCrlFile } from '../../authority/lint-crl-file.ts'
import { AuthorityStore } from '../../authority/store.ts'
import { collect, type Problem, throwProblems, UserError } from '../../errors.ts'
import { type Finding, formatFindings } from '../../finding.ts'
import { type ListedCertificate, type ListFilter, listCertificates } from '../../inventory/list.ts'
import type { CrlRecord } from '../../inventory/reader.ts'
import { exists, namesIn } from '../../media/disk.ts'
import { shown } from '../../screen-text.ts'
import type { World } from '../../world.ts'
import { hasRoot } from '../ca/authority.ts'
import type { Context } from '../context.ts'
import { findProfile } from '../customer/profile.ts'
import { shownPath } from '../folders.ts'
import { readInventory } from '../inventory.ts'
import { inSamePlaces } from '../same-places.ts'

/** A customer's folder, or a CA folder. */
interface Customer {
  /** As certstick.json names it, or the folder. */
  readonly customer: string
  readonly caFolder: string
}

/** What one customer has. */
export interface CustomerReport {
  readonly customer: string
  /** As the user would type it. */
  readonly ca: string
  readonly lastCrl: CrlRecord | null
  readonly findings: readonly Finding[]
}

export interface CustomerCertificate extends ListedCertificate {
  readonly customer: string
}

export interface FoldersList {
  readonly listed: readonly CustomerCertificate[]
  readonly customers: readonly CustomerReport[]
  /** Of all certificates in these inventories. */
  readonly total: number
}

/** @throws UserError wrong-input: every folder that cannot be listed */
export async function listFolders(
  folders: readonly string[],
  filter: ListFilter,
  context: Context,
): Promise<FoldersList> {
  const { world } = context
  const problems: Problem[] = []
  const found: Customer[] = []
  for (const folder of folders) {
    const find = () => customersIn(folder, world)
    found.push(...(await collect<readonly Customer[]>(problems, find, { field: 'folders', otherwise: [] })))
  }
  const read: CustomerReport[] = []
  const listed: CustomerCertificate[] = []
  let total = 0
  for (const one of unique(found)) {
    await collect(problems, () => readCustomer(one), { field: 'folders', otherwise: undefined })
  }
  throwProblems('nothing can be listed', problems)
  listed.sort(
    (a, b) => order(a.certificate.notAfter, b.certificate.notAfter) || order(a.customer, b.customer),
  )
  return { listed, customers: read, total }

  async function readCustomer({ customer, caFolder }: Customer): Promise<void> {
    const store = await AuthorityStore.open(caFolder)
    const authority = await store.readAuthority()
    const inventory = await readInventory({ store, authority }, context)
    const { crlUrl } = await store.readSettings()
    const now = world.now()
    for (const one of listCertificates(inventory, filter, now)) listed.push({ ...one, customer })
    total += inventory.count()
    const found = [...lintCrl(inventory, { crlUrl, now }), ...lintCrlFile(store, authority, inventory)]
    const ca = shownPath(caFolder, world)
    const findings = found.map(({ hint, ...finding }) => ({
      ...finding,
      message: `${customer}: ${finding.message}`,
      hint: inSamePlaces(hint, `--ca ${shown(ca)}`),
    }))
    read.push({ customer, ca, lastCrl: inventory.lastCrl(), findings })
  }
}

export function customerLines({ customers }: FoldersList): string[] {
  return customers.flatMap(({ findings }) => formatFindings(findings))
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** One that was given twice is listed once, as it was given first. */
function unique(customers: readonly Customer[]): readonly Customer[] {
  return customers.filter(
    ({ caFolder }, index) => customers.findIndex((other) => other.caFolder === caFolder) === index,
  )
}

/** That of one customer, or of all whose folders are in it. @throws UserError wrong-input */
async function customersIn(folder: string, world: World): Promise<readonly Customer[]> {
  const path = resolve(world.cwd, folder)
  const one = await customerIn(path, world)
  if (one !== null) return [one]
  const below = await Promise.all(namesIn(path).map((name) => customerIn(join(path, name), world)))
  const customers = below.filter((customer) => customer !== null)
  if (customers.length > 0) return customers
  throw new UserError('wrong-input', `${shown(folder)} has no certstick.json and no root CA`, {
    hint: "give folders of customers, the folder that they are in, or their root CAs' folders",
  })
}

/** Null: it is no customer's folder and no CA folder. */
async function customerIn(path: string, world: World): Promise<Customer | null> {
  if (exists(join(path, 'certstick.json'))) {
    const profile = await findProfile(path, world)
    if (profile !== null) return { customer: profile.name ?? shownPath(path, world), caFolder: profile.ca }
  }
  const caFolder = [path, join(path, 'ca')].find(hasRoot)
  return caFolder === undefined ? null : { customer: shownPath(path, world), caFolder }
}
