// `certstick ca import PATH…`: the root CA of another tool where there is none yet, and its certificates, revocations and CRLs.
import { resolve } from 'node:path'
import { type IndexRow, parseCrlNumber, parseIndex } from '../../authority/index-import.ts'
import type { Authority } from '../../authority/root-certificate.ts'
import { AuthorityStore } from '../../authority/store.ts'
import { readSources, type Sources } from '../../authority/store-sources.ts'
import { type Found, findSigned, takeOver, takeOverCrlNumber } from '../../authority/take-over.ts'
import { type Problem, UserError } from '../../errors.ts'
import { shown } from '../../screen-text.ts'
import type { CommonOptions, Context } from '../context.ts'
import { caFolder } from '../folders.ts'
import { requireInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'
import { hasRoot } from './authority.ts'
import { runCaShow } from './ca.ts'
import { importRoot, sayVerdict } from './import-root.ts'
import { reportPassedOver, reportTakenOver, takenOverToJson } from './openssl-index-report.ts'
import { splitReceipts } from './receipts.ts'

export interface CaImportOptions extends CommonOptions, AuthorityOptions {}

export async function runCaImport(
  paths: readonly string[],
  options: CaImportOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const folder = caFolder(options, world)
  const isNew = !hasRoot(folder)
  const sources = readSources(
    paths.map((path) => resolve(world.cwd, path)),
    isNew,
  )
  const imported = isNew ? await importRoot(folder, sources.files, { options, paths }, context) : null
  const store = await AuthorityStore.open(folder)
  const root = await store.readAuthority()
  // The PFX of the root was opened; another holds nothing for the inventory.
  const files = isNew ? sources.files.filter(({ name }) => !/\.(pfx|p12)$/i.test(name)) : sources.files
  const receipts = splitReceipts(files, root)
  const found = findSigned(receipts.others, root)
  const rows = [...rowsOf(sources, found, root), ...receipts.rows]
  const serialNumbers = new Set([
    ...found.found.map(({ facts }) => facts.serialNumber),
    ...found.crls.flatMap(({ entries }) => entries.map(({ serialNumber }) => serialNumber)),
    ...rows.map(({ serialNumber }) => serialNumber),
  ])
  const numbers = nextNumbers(sources, found)
  const isEmpty = serialNumbers.size === 0 && found.crls.length === 0
  if (isEmpty && isNew) return runCaShow(options, context)
  if (isEmpty) throw nothingOfOurs(paths, [...sources.problems, ...found.problems])
  if (imported !== null) await sayVerdict(imported, context) // `ca show` says it too
  const inventory = await requireInventory({ store, authority: root }, context)
  const { contradictions, ...taken } = await inventory.write((writer) => ({
    ...takeOver({ ...found, rows }, root, writer),
    crlNumber: takeOverCrlNumber(numbers, writer)?.toString() ?? null,
  }))
  const known = serialNumbers.size - taken.certificates - taken.completed
  const passedOver = [...sources.problems, ...found.problems]
  const report = { ...taken, known, passedOver, contradictions }
  for (const line of reportPassedOver(report)) terminal.say(line)
  if (options.json === true) terminal.result(takenOverToJson(report))
  else terminal.report(reportTakenOver(report))
}

/** Rows of this root's certificates: an index names no issuer, so what is known of its certificates decides. */
function rowsOf({ indexes }: Sources, { found, strangers }: Found, root: Authority): readonly IndexRow[] {
  const all = indexes.flatMap(({ text }) => parseIndex(text))
  if (found.length === 0 && strangers.size > 0) return []
  const ours = new Set(found.map(({ facts }) => facts.serialNumber))
  return all.filter(({ serialNumber }) => {
    if (serialNumber === root.facts.serialNumber) return false // openssl ca -selfsign lists the root itself
    return ours.has(serialNumber) || !strangers.has(serialNumber)
  })
}

/** The number that another tool would give its next CRL; null: none is known. */
function nextNumbers({ indexes }: Sources, { crls }: Found): bigint | null {
  const beside = indexes.map(({ crlNumber }) => (crlNumber === null ? null : parseCrlNumber(crlNumber)))
  const last = crls.map(({ crlNumber }) => (crlNumber === null ? null : crlNumber + 1n))
  return [...beside, ...last].reduce(
    (most, each) => (each !== null && each > (most ?? 0n) ? each : most),
    null,
  )
}

const MOST_PROBLEMS = 10

function nothingOfOurs(paths: readonly string[], problems: readonly Problem[]): UserError {
  const named = paths.map(shown).join(', ')
  return new UserError('wrong-input', `nothing that this root CA issued was found in ${named}`, {
    problems: problems.slice(0, MOST_PROBLEMS),
    hint: 'give the index.txt of `openssl ca`, its folder, a CRL, or a folder of certificates',
  })
}
