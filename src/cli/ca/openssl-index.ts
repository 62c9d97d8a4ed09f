// `certstick ca export-index DIR`: the inventory as openssl keeps it.
import { join, resolve } from 'node:path'
import { exportIndex } from '../../authority/index-export.ts'
import { writeIndexFolder } from '../../authority/store-index.ts'
import { throwProblems } from '../../errors.ts'
import type { Reader } from '../../inventory/reader.ts'
import { newPathProblems } from '../../media/disk-writable.ts'
import { encodePem } from '../../x509/pem.ts'
import { drawSerialNumber } from '../../x509/serial-number.ts'
import type { CommonOptions, Context } from '../context.ts'
import { shownPath } from '../folders.ts'
import { openCaFolder, readInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'
import { reportExport } from './openssl-index-report.ts'

export interface CaIndexOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'> {}

export async function runCaExportIndex(
  dir: string,
  options: CaIndexOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const { store, authority } = await openCaFolder(options, context)
  const inventory = await readInventory({ store, authority }, context)
  const folder = resolve(world.cwd, dir)
  throwProblems('nothing was written', newPathProblems('DIR', folder))
  const files = exportIndex(inventory, drawSerialNumber(world.random))
  const root = { path: 'rootCA.crt', text: encodePem('CERTIFICATE', authority.certificate) }
  writeIndexFolder(folder, chain([root], files))
  const key = join(store.folder, 'rootCA.key')
  const report = { folder: shownPath(folder, world), key, certificates: countIssued(inventory) }
  if (options.json === true) terminal.result(JSON.stringify(report, null, 2))
  else terminal.report(reportExport(report))
}

function countIssued(inventory: Reader): number {
  let issued = 0
  for (const { issuedAt } of inventory.certificates()) if (issuedAt !== null) issued++
  return issued
}

function* chain<T>(...parts: readonly Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part
}
