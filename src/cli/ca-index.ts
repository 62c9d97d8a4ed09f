// `certstick ca export-index DIR` and `certstick ca import PATH`: the books as openssl keeps them, to and fro.
import { join, resolve } from 'node:path'
import { exportIndex } from '../authority/index-export.ts'
import { type IndexRow, parseCrlNumber, parseIndex } from '../authority/index-import.ts'
import { AuthorityStore } from '../authority/store.ts'
import { readIndexSource, writeIndexFolder } from '../authority/store-index.ts'
import { findCertificates, takeOver, takeOverCrlNumber } from '../authority/take-over.ts'
import { reportExport, reportPassedOver, reportTakenOver, takenOverToJson } from '../books/report.ts'
import { UserError } from '../errors.ts'
import { oneLine } from '../screen-text.ts'
import { encodePem } from '../x509/pem.ts'
import { drawSerialNumber } from '../x509/serial-number.ts'
import { sayWaiting } from './authority-open.ts'
import type { CommonOptions, Context } from './context.ts'
import { caFolder, shownPath } from './folders.ts'
import type { AuthorityOptions } from './options.ts'

export interface CaIndexOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'> {}

export async function runCaExportIndex(
  dir: string,
  options: CaIndexOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const store = await AuthorityStore.open(caFolder(options, world))
  const { certificate } = await store.readAuthority()
  const { state, note } = store.readLedger()
  if (note !== null) terminal.say(note)
  const folder = resolve(world.cwd, dir)
  const files = exportIndex(state, drawSerialNumber(world.random), (entry) => store.readIssued(entry))
  const root = { path: 'rootCA.crt', text: encodePem('CERTIFICATE', certificate) }
  await writeIndexFolder(folder, chain([root], files))
  const issued = [...state.entries.values()].filter(({ issuedAt }) => issuedAt !== null).length
  const key = join(store.folder, 'rootCA.key')
  const report = { folder: shownPath(folder, world), key, certificates: issued }
  terminal.result(options.json === true ? JSON.stringify(report, null, 2) : reportExport(report))
}

function* chain<T>(...parts: readonly Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part
}

export async function runCaImport(path: string, options: CaIndexOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const store = await AuthorityStore.open(caFolder(options, world))
  const root = await store.readAuthority()
  const { index, crlNumber, certificates } = await readIndexSource(resolve(world.cwd, path))
  const { found, strangers, problems } = findCertificates(certificates, root)
  const all = index === null ? [] : parseIndex(index)
  const serialNumbers = new Set(found.map(({ facts }) => facts.serialNumber))
  const isOurs = ({ serialNumber: each }: IndexRow) => serialNumbers.has(each) || !strangers.has(each)
  const rows = found.length === 0 && strangers.size > 0 ? [] : all.filter(isOurs) // an index names no issuer
  for (const { serialNumber } of rows) serialNumbers.add(serialNumber)
  if (serialNumbers.size === 0) throw nothingOfOurs(path)
  const now = world.now()
  const nextNumber = crlNumber === null ? null : parseCrlNumber(crlNumber)
  const taken = await store.write(sayWaiting(context), async (ledger) => {
    if (ledger.note !== null) terminal.say(oneLine(ledger.note))
    const events = takeOver({ found, rows }, ledger.state, now)
    const crl = takeOverCrlNumber(nextNumber, ledger.state, now)
    await ledger.append([...events, ...crl])
    const issued = events.filter(({ event }) => event === 'issued').length
    return { issued, revocations: events.length - issued, crlNumber: crl[0]?.crlNumber ?? null }
  })
  const report = {
    certificates: taken.issued,
    revocations: taken.revocations,
    crlNumber: taken.crlNumber,
    known: serialNumbers.size - taken.issued,
    passedOver: problems,
  }
  if (problems.length > 0) terminal.say(reportPassedOver(problems))
  terminal.result(options.json === true ? takenOverToJson(report) : reportTakenOver(report))
}

function nothingOfOurs(path: string): UserError {
  return new UserError('wrong-input', `${JSON.stringify(path)} holds nothing that this root CA issued`, {
    hint: 'give the index.txt of `openssl ca`, or a folder of certificates',
  })
}
