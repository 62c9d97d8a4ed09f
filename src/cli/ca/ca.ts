// `certstick ca create` and `ca show`.
import { planRoot, ROOT_DEFAULTS, type RootChoice } from '../../authority/authority.ts'
import { lintCrl } from '../../authority/lint-crl.ts'
import { lintCrlFile } from '../../authority/lint-crl-file.ts'
import { lintCrlUrl } from '../../authority/lint-crl-url.ts'
import { checkCrlUrl } from '../../authority/settings.ts'
import { AuthorityStore, rootIsThere } from '../../authority/store.ts'
import { refuseBesideOthers } from '../../authority/store-other-files.ts'
import { collect, type Problem, throwProblems } from '../../errors.ts'
import { isError } from '../../finding.ts'
import { reportRoot, rootToJson } from '../../issue/report.ts'
import { lintAccess } from '../../media/access-list.ts'
import { lintCaFolder } from '../../media/cloud-folder.ts'
import { writableProblems } from '../../media/disk-writable.ts'
import { readChoice } from '../../request/choices.ts'
import { shown } from '../../screen-text.ts'
import { KEY_ALGORITHMS } from '../../x509/key-algorithms.ts'
import { nameFault } from '../../x509/name.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { caFolder, shownPath } from '../folders.ts'
import { readInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'
import { readPassphrase } from '../secrets.ts'
import { hasRoot } from './authority.ts'
import { askPassphrase, makeAuthority } from './authority-open.ts'
import { judgeFolder } from './judge-folder.ts'

export interface CaShowOptions extends CommonOptions, AuthorityOptions {}

export interface CaCreateOptions extends CaShowOptions {
  readonly name?: string
  readonly organization?: string
  readonly key?: string
  readonly crlUrl?: string
}

export async function runCaCreate(options: CaCreateOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const folder = caFolder(options, world)
  const problems = writableProblems('ca', folder)
  const refuse = (): void => {
    if (hasRoot(folder)) throw rootIsThere(folder) // before a passphrase is typed and a key is created
    refuseBesideOthers(folder)
  }
  await collect(problems, refuse, { field: 'ca', otherwise: undefined })
  const read = () => readPassphrase(options.caPassphraseFile, context)
  const given = await collect(problems, read, { field: 'caPassphrase', otherwise: null })
  const plan = planRoot(readRootChoice(options, problems), world.now(), world.random)
  const asks = options.yes !== true && terminal.interactive
  const passphrase = given ?? (asks ? await askPassphrase(context) : null)
  const choice = { caFolder: folder, passphrase, crlUrl: options.crlUrl ?? null }
  if ((await makeAuthority(plan, choice, context)) === null) throw rootIsThere(folder)
  await runCaShow(options, context)
}

/** @throws UserError wrong-input with every problem of the options, and those that were found before */
function readRootChoice(options: CaCreateOptions, found: readonly Problem[]): RootChoice {
  const { name, organization, key, crlUrl } = options
  const problems = [...found, ...(crlUrl === undefined ? [] : checkCrlUrl(crlUrl))]
  for (const [field, text] of Object.entries({ name, organization })) {
    const fault = text === undefined ? null : nameFault(text)
    if (fault === null) continue
    problems.push({
      field,
      message: `${shown(text ?? '')} ${fault}`,
      hint: 'give 1 to 64 characters, such as Contoso',
    })
  }
  const keyAlgorithm = readChoice('key', KEY_ALGORITHMS, { text: key, problems })
  throwProblems('the root CA cannot be created with these settings', problems)
  return {
    commonName: name ?? ROOT_DEFAULTS.commonName,
    organization: organization ?? null,
    keyAlgorithm: keyAlgorithm ?? ROOT_DEFAULTS.keyAlgorithm,
  }
}

/** Exit code 3 if the root or its CRL has an error. */
export async function runCaShow(options: CaShowOptions, context: Context): Promise<void> {
  const { world, terminal, setExitCode } = context
  const folder = caFolder(options, world)
  const store = await AuthorityStore.open(folder)
  const authority = await store.readAuthority()
  const { certificate, facts } = authority
  const inventory = await readInventory({ store, authority }, context)
  const { crlUrl } = await store.readSettings()
  const findings = [
    ...(await judgeFolder({ store, authority }, context)),
    ...(crlUrl === null ? [] : lintCrlUrl(crlUrl)),
    ...lintCrl(inventory, { crlUrl, now: world.now() }),
    ...lintCrlFile(store, authority, inventory),
    ...lintCaFolder(folder, world),
    ...lintAccess(folder, world),
  ]
  const report = {
    folder: shownPath(folder, world),
    certificate,
    facts,
    crlUrl,
    findings,
    certificates: inventory.count(),
    lastCrl: inventory.lastCrl(),
  }
  if (findings.some(isError)) setExitCode(FOUND_ERRORS)
  if (options.json === true) terminal.result(rootToJson(report))
  else terminal.report(reportRoot(report))
}
