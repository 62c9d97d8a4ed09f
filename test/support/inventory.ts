// An inventory of its own for a test: serial numbers by number, one operator, a clock that stands still.
import { createHash } from 'node:crypto'
import type { Inventory, Surroundings } from '../../src/inventory/inventory.ts'
import {
  createInventory,
  emptyInventory,
  type InventoryOwner,
  openInventory,
} from '../../src/inventory/open.ts'
import type { RevocationReason } from '../../src/inventory/reasons.ts'
import type { Import, Intent, Issue, Writer } from '../../src/inventory/writer.ts'
import { temporaryFolder } from './folders.ts'

export const AT = '2026-03-01T10:00:00Z'
export const INVENTORY_ID = '6f9619ff-8b86-4011-b42d-00cf4fc964ff'
export const ROOT_SHA256 = 'ab'.repeat(32)

export const SURROUNDINGS: Surroundings = {
  author: { operator: 'CONTOSO\\anna', host: 'DESK-1' },
  now: () => new Date(AT),
  onWait: () => {},
}

/** Not closed by the test's end: a file that is removed needs no closing. */
export async function makeInventory(
  surroundings: Partial<Surroundings> = {},
): Promise<{ readonly owner: InventoryOwner; readonly inventory: Inventory }> {
  const owner = { folder: temporaryFolder(), rootSha256: ROOT_SHA256 }
  await createInventory(owner, INVENTORY_ID)
  return { owner, inventory: await reopen(owner, surroundings) }
}

export async function reopen(
  owner: InventoryOwner,
  surroundings: Partial<Surroundings> = {},
): Promise<Inventory> {
  const inventory = await openInventory(owner, INVENTORY_ID, { ...SURROUNDINGS, ...surroundings })
  if (inventory === null) throw new Error('there is no inventory')
  return inventory
}

/** Sixteen bytes, as certstick draws them. */
export function serialOf(number: number): string {
  return `4a${number.toString(16).padStart(30, '0')}`
}

export function intent(number: number, changes: Partial<Intent> = {}): Intent {
  return {
    serialNumber: serialOf(number),
    userPrincipalName: `user${number}@contoso.com`,
    device: `LAPTOP-${number}`,
    name: `LAPTOP-${number}`,
    notAfter: '2027-03-01T10:00:00Z',
    ...changes,
  }
}

/** The thumbprint is that of the bytes, as `check` wants it. */
export function issue(number: number, changes: Partial<Issue> = {}): Issue {
  const der = changes.der ?? Buffer.from(`certificate ${number}`)
  return {
    serialNumber: serialOf(number),
    der,
    thumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
    notBefore: AT,
    notAfter: '2027-03-01T10:00:00Z',
    request: { template: 'entra-join', days: '365' },
    placement: { folder: `/output/LAPTOP-${number}`, stage: `.LAPTOP-${number}.${number}` },
    ...changes,
  }
}

/** Intended, issued, and its folder has its name. */
export async function issueOne(
  inventory: Inventory,
  number: number,
  changes: Partial<Intent> = {},
): Promise<string> {
  await inventory.write((writer) => writer.intend(intent(number, changes)))
  await inventory.write((writer) => writer.issue(issue(number)))
  await inventory.write((writer) => writer.placed(serialOf(number)))
  return serialOf(number)
}

/** One thing that happens in a test's inventory. */
export type Step = (writer: Writer) => void

/** An inventory in memory in which these things happened, in one moment. */
export async function inventoryOf(...steps: readonly Step[]): Promise<Inventory> {
  const inventory = await emptyInventory(SURROUNDINGS)
  for (const step of steps) await inventory.write(step)
  return inventory
}

export function intended(number: number, changes: Partial<Intent> = {}): Step {
  return (writer) => writer.intend(intent(number, changes))
}

/** Another tool issued it, and only its index is known. */
export function imported(number: number, changes: Partial<Import> = {}): Step {
  const { serialNumber, userPrincipalName, name, notAfter } = intent(number)
  const unknown = { notBefore: null, thumbprint: null, der: null }
  return (writer) =>
    writer.import({ serialNumber, userPrincipalName, name, notAfter, ...unknown, ...changes })
}

/** Intended, issued, and its folder has its name. */
export function issued(number: number, changes: Partial<Intent> & { readonly der?: Uint8Array } = {}): Step {
  const { der, ...intentChanges } = changes
  return (writer) => {
    const { notAfter, ...rest } = intent(number, intentChanges)
    writer.intend({ ...rest, notAfter })
    writer.issue(issue(number, { notAfter, ...(der === undefined ? {} : { der }) }))
    writer.placed(serialOf(number))
  }
}

export function revoked(number: number, reason: RevocationReason = 'keyCompromise'): Step {
  return (writer) => writer.revoke(serialOf(number), { reason })
}

export function lifted(number: number): Step {
  return (writer) => writer.lift(serialOf(number))
}

/** Signed, and never delivered. */
export function withdrawn(number: number, changes: Partial<Intent> = {}): Step {
  return (writer) => {
    const { notAfter, ...rest } = intent(number, changes)
    writer.intend({ ...rest, notAfter })
    writer.issue(issue(number, { notAfter }))
    writer.withdraw(serialOf(number), 'test')
  }
}

/** A list that was made and recorded. */
export function crl(crlNumber: number, thisUpdate = AT, nextUpdate = '2026-03-31T10:00:00Z'): Step {
  return (writer) => {
    const number = writer.reserveCrlNumber(BigInt(crlNumber) - 1n).toString()
    writer.recordCrl({ crlNumber: number, thisUpdate, nextUpdate, sha256: '', folder: '/ca' })
  }
}
