// The certificate inventory of a command's CA folder: opened when it is needed, closed when the command has ended.
import type { SigningAuthority } from '../authority/authority.ts'
import type { Authority } from '../authority/root-certificate.ts'
import { AuthorityStore } from '../authority/store.ts'
import type { Inventory, Surroundings } from '../inventory/inventory.ts'
import { emptyInventory } from '../inventory/open.ts'
import { findStages } from '../media/disk-stage.ts'
import { oneLine } from '../screen-text.ts'
import type { Context } from './context.ts'
import { caFolder } from './folders.ts'
import type { AuthorityOptions } from './options.ts'

/** An opened CA folder and its root. */
interface OpenFolder {
  readonly store: AuthorityStore
  readonly authority: Authority
}

/** What signs, and where that is recorded. */
export interface OpenCa {
  readonly issuer: SigningAuthority
  readonly inventory: Inventory
}

/** The CA folder that the options name, for work without the key. @throws UserError as `readAuthority` of the store */
export async function openCaFolder(options: AuthorityOptions, { world }: Context): Promise<OpenFolder> {
  const store = await AuthorityStore.open(caFolder(options, world))
  return { store, authority: await store.readAuthority() }
}

/** Null: nothing was recorded yet. @throws UserError where it is damaged, missing, foreign or newer */
export async function openInventory(
  { store, authority }: OpenFolder,
  context: Context,
): Promise<Inventory | null> {
  const inventory = await store.openInventory(authority, surroundingsOf(context))
  if (inventory !== null) context.onEnd(() => inventory.close())
  return inventory
}

/** For reading: an empty one where nothing was recorded yet. @throws UserError as `openInventory` */
export async function readInventory(folder: OpenFolder, context: Context): Promise<Inventory> {
  return (await openInventory(folder, context)) ?? emptyInventory(surroundingsOf(context))
}

/** Opens it, or creates it where nothing was recorded yet. @throws UserError as `openInventory` */
export async function requireInventory(
  { store, authority }: OpenFolder,
  context: Context,
): Promise<Inventory> {
  const inventory = await store.requireInventory(authority, surroundingsOf(context), context.world.random)
  context.onEnd(() => inventory.close())
  return inventory
}

function surroundingsOf({ world, terminal }: Context): Surroundings {
  return {
    author: world.author,
    now: world.now,
    onWait: () => terminal.say('note: waiting for another certstick that uses this CA …'),
  }
}

/** Finishes or takes back what a killed command left in an output folder, and reports it. */
export async function recoverOutput(
  outputFolder: string,
  inventory: Inventory,
  { world, terminal }: Context,
): Promise<void> {
  if (inventory.allStaging().length === 0 && findStages(outputFolder).length === 0) return
  const { recover } = await import('../issue/recover.ts')
  // Nothing of this process is under way yet. In a container every run may have the same process id.
  const isAlive = (pid: number): boolean => pid !== world.pid && world.isAlive(pid)
  const lines = await recover(outputFolder, { inventory, isAlive, now: world.now() })
  for (const line of lines) terminal.say(`note: ${oneLine(line)}`)
}
