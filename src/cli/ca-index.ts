// `certstick ca export-index DIR` and `certstick ca import PATH`: the inventory as openssl keeps it, to and fro.
import { join, resolve } from 'node:path'
import { exportIndex } from '../authority/index-export.ts'
import { type IndexRow, parseCrlNumber, parseIndex } from '../authority/index-import.ts'
import { AuthorityStore } from '../authority/store.ts'
import { readIndexSource, writeIndexFolder } from '../authority/store-index.ts'
import { findCertificates, takeOver, takeOverCrlNumber } from '../authority/take-over.ts'
import { throwProblems, UserError } from '../errors.ts'
import type { Reader } from '../inventory/reader.ts'
import { newPathProblems } from '../media/disk-writable.ts'
import { shown } from '../screen-text.ts'
import { encodePem } from '../x509/pem.ts'
import { drawSerialNumber } from '../x509/serial-number.ts'
import { reportExport, reportPassedOver, reportTakenOver, takenOverToJson } from './ca-index-report.ts'
import type { CommonOptions, Context } from './context.ts'
import { caFolder, shownPath } from './folders.ts'
import { readInventory, requireInventory } from './inventory.ts'
import type { AuthorityOptions } from './options.ts'

export interface CaIndexOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'> {}

export async function runCaExportIndex(
  dir: string,
  options: CaIndexOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const store = await AuthorityStore.open(caFolder(options, world))
  const authority = await store.readAuthority()
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

export async function runCaImport(path: string, options: CaIndexOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const store = await AuthorityStore.open(caFolder(options, world))
  const root = await store.readAuthority()
  const { index, crlNumber, certificates } = readIndexSource(resolve(world.cwd, path))
  const { found, strangers, problems } = findCertificates(certificates, root)
  const all = index === null ? [] : parseIndex(index)
  const serialNumbers = new Set(found.map(({ facts }) => facts.serialNumber))
  const isOurs = ({ serialNumber: each }: IndexRow) => serialNumbers.has(each) || !strangers.has(each)
  const rows = found.length === 0 && strangers.size > 0 ? [] : all.filter(isOurs) // an index names no issuer
  for (const { serialNumber } of rows) serialNumbers.add(serialNumber)
  if (serialNumbers.size === 0) throw nothingOfOurs(path)
  const nextNumber = crlNumber === null ? null : parseCrlNumber(crlNumber)
  const inventory = await requireInventory({ store, authority: root }, context)
  const taken = await inventory.write((writer) => ({
    ...takeOver({ found, rows }, writer),
    crlNumber: takeOverCrlNumber(nextNumber, writer)?.toString() ?? null,
  }))
  const report = {
    ...taken,
    known: serialNumbers.size - taken.certificates,
    passedOver: problems,
  }
  if (problems.length > 0) terminal.say(reportPassedOver(problems))
  if (options.json === true) terminal.result(takenOverToJson(report))
  else terminal.report(reportTakenOver(report))
}

function nothingOfOurs(path: string): UserError {
  return new UserError('wrong-input', `${shown(path)} holds nothing that this root CA issued`, {
    hint: 'give the index.txt of `openssl ca`, or a folder of certificates',
  })
}
