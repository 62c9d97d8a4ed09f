// A desk for bulk runs: a CA whose keys cost nothing, a table of users, and what is on record and on the disk after.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuthorityStore } from '../../src/authority/store.ts'
import type { Certificate } from '../../src/inventory/certificate.ts'
import type { Receipt } from '../../src/media/receipt.ts'
import { certstick, emptyFolder } from './cli.ts'
import { temporaryFolder } from './folders.ts'
import { SURROUNDINGS } from './inventory.ts'

/** With a P-256 root in `ca`, which is made once for each file of tests. */
let folderWithRoot: string | null = null

/** A folder of its own with a P-256 root in `ca`. */
export function deskWithRoot(): string {
  folderWithRoot ??= makeRootIn(emptyFolder())
  const cwd = temporaryFolder()
  cpSync(folderWithRoot, cwd, { recursive: true })
  return cwd
}

function makeRootIn(cwd: string): string {
  const made = certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
  if (made.status !== 0) throw new Error(made.stderr)
  return cwd
}

/** Writes `users.csv`: the header and the rows, as they are. */
export function writeUsers(cwd: string, ...lines: readonly string[]): void {
  writeFileSync(join(cwd, 'users.csv'), `${lines.join('\r\n')}\r\n`)
}

/** `certstick bulk users.csv` with P-256 keys. */
export function bulk(cwd: string, ...options: readonly string[]) {
  return certstick(['bulk', 'users.csv', '--key', 'ec-p256', ...options], { cwd })
}

/** Every certificate of the desk's CA, in the order in which they were intended. */
export async function certificatesOf(cwd: string): Promise<Certificate[]> {
  const store = await AuthorityStore.open(join(cwd, 'ca'))
  const inventory = await store.openInventory(await store.readAuthority(), SURROUNDINGS)
  if (inventory === null) return []
  const certificates = [...inventory.certificates()]
  inventory.close()
  return certificates
}

/** Of all media in `output`, by the folder's name. */
export function receipts(cwd: string, output = 'output'): Map<string, Receipt> {
  const found = new Map<string, Receipt>()
  for (const name of foldersIn(join(cwd, output))) {
    found.set(name, JSON.parse(readFileSync(join(cwd, output, name, 'receipt.json'), 'utf8')))
  }
  return found
}

function foldersIn(path: string): string[] {
  if (!existsSync(path)) return []
  const all = readdirSync(path, { withFileTypes: true })
  return all.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
}
