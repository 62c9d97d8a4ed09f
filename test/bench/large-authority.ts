// A CA folder with a large ledger and its index, and the same books as openssl keeps them, for programs to be measured
// on. The index is made as it always is: by the first who writes, here nothing, to a ledger that has grown.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportIndex } from '../../src/authority/index-export.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import { certstick, emptyFolder } from '../support/cli.ts'
import { appendLargeLedger } from '../support/large-ledger.ts'
import { serialOf } from '../support/ledger-events.ts'

export interface LargeAuthority {
  /** The CA lies in `ca` below it; openssl's books in itself. */
  readonly cwd: string
}

export async function makeLargeAuthority(counts: {
  issued: number
  revoked: number
}): Promise<LargeAuthority> {
  const cwd = emptyFolder()
  const made = certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
  if (made.status !== 0) throw new Error(made.stderr)
  const folder = join(cwd, 'ca')
  appendLargeLedger(folder, counts)
  const store = await AuthorityStore.open(folder)
  await store.write(
    () => {},
    (ledger) => ledger.append([]),
  )
  const { state } = store.readLedger()
  for (const { path, text } of exportIndex(state, serialOf(counts.issued), () => null)) {
    writeFileSync(join(cwd, path), text)
  }
  spawnSync('sync') // so that nothing of this is still on its way to the disk when others are measured
  return { cwd }
}
