// A CA folder with a large inventory, and the same as openssl keeps it, for programs to be measured on. Everything is written
// as certstick writes it, only many certificates in a transaction, and with bytes in the place of certificates.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportIndex } from '../../src/authority/index-export.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { certstick, emptyFolder } from '../support/cli.ts'
import { intent, issue, SURROUNDINGS, serialOf } from '../support/inventory.ts'

export interface LargeAuthority {
  /** The CA lies in `ca` below it; openssl's index in itself. */
  readonly cwd: string
}

interface Counts {
  readonly issued: number
  /** The last ones of them. */
  readonly revoked: number
}

/** Bytes of an RSA-2048 certificate under an RSA-4096 root. */
const CERTIFICATE_BYTES = 1_350
const BATCH = 2_000

export async function makeLargeAuthority(counts: Counts): Promise<LargeAuthority> {
  const cwd = emptyFolder()
  const made = certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
  if (made.status !== 0) throw new Error(made.stderr)
  const store = await AuthorityStore.open(join(cwd, 'ca'))
  const inventory = await store.openInventory(await store.readAuthority(), SURROUNDINGS)
  if (inventory === null) throw new Error('ca create made no inventory')
  await fill(inventory, counts)
  for (const { path, text } of exportIndex(inventory, serialOf(counts.issued))) {
    if (!path.startsWith('newcerts/')) writeFileSync(join(cwd, path), text)
  }
  inventory.close()
  return { cwd }
}

async function fill(inventory: Inventory, counts: Counts): Promise<void> {
  const der = Buffer.alloc(CERTIFICATE_BYTES, 7)
  const thumbprint = createHash('sha1').update(der).digest('hex').toUpperCase()
  for (let first = 0; first < counts.issued; first += BATCH) {
    await inventory.write((writer) => {
      for (let number = first; number < Math.min(first + BATCH, counts.issued); number++) {
        writer.intend(intent(number))
        writer.issue(issue(number, { der, thumbprint }))
        writer.placed(serialOf(number))
        if (number >= counts.issued - counts.revoked)
          writer.revoke(serialOf(number), { reason: 'superseded' })
      }
    })
  }
}
