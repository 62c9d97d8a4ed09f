// `certstick bulk USERS.csv`: media for every row. All rows are planned and checked here, before `bulk-make.ts` makes one.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LedgerState } from '../authority/ledger.ts'
import { type BulkPlan, planRows } from '../bulk/plan.ts'
import { findDelivered } from '../bulk/resume.ts'
import { type BulkTerms, readUserTable, type UserTable } from '../bulk/table.ts'
import { collect, type Problem, systemReason, UserError } from '../errors.ts'
import { spellingsIn } from '../media/disk.ts'
import { newFileProblems, writableProblems } from '../media/disk-writable.ts'
import { planTemplateName } from '../plan.ts'
import { refuseOtherMedia, refuseOtherSpelling } from '../prepare.ts'
import { findingLines } from '../report.ts'
import { parseRequest, type RequestInput } from '../request.ts'
import { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { type AuthorityChoice, type FoundAuthority, findAuthority, openAuthority } from './authority.ts'
import type { EndOfRun } from './bulk-end.ts'
import type { CommonOptions, Context } from './context.ts'
import { caFolder, outputFolder } from './folders.ts'
import type { AuthorityOptions, OutputOptions, RequestOptions } from './options.ts'
import { readSecrets } from './secrets.ts'
import { readTemplate } from './template-files.ts'
import { printable } from './terminal.ts'

export interface BulkOptions extends CommonOptions, AuthorityOptions, OutputOptions, RequestOptions {
  readonly passwordFile?: string
  readonly passwordsOut?: string
  readonly allowPasswordsInCsv?: boolean
  readonly oneZip?: boolean
  readonly dryRun?: boolean
  readonly force?: boolean
}

export async function runBulk(file: string, options: BulkOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const output = outputFolder(options, world)
  const passwordsOut = options.passwordsOut === undefined ? null : resolve(world.cwd, options.passwordsOut)
  const problems = [...writableProblems('output', output), ...newFileProblems('passwordsOut', passwordsOut)]
  const { password, passphrase } = await readSecrets(options, world, problems)
  const terms = termsOf(options, password, world)
  await checkShared(terms.defaults, world, problems)
  const table = readUserTable(readTable(resolve(world.cwd, file)), terms)
  const choice = {
    caFolder: caFolder(options, world),
    passphrase,
    makeRoot: options.yes === true,
    asks: options.yes !== true && terminal.interactive,
  }
  const all = { rows: table.rows, problems: [...problems, ...table.problems] }
  const ends = { output, oneZip: options.oneZip === true, passwordsOut, json: options.json === true }
  await planAndMake(all, { options, choice, ends }, context)
}

async function planAndMake(
  table: UserTable,
  asked: { readonly options: BulkOptions; readonly choice: AuthorityChoice; readonly ends: EndOfRun },
  context: Context,
): Promise<void> {
  const { options, choice, ends } = asked
  const { terminal } = context
  const found = await findAuthority(choice, context)
  const problems = found.kind === 'planned' ? writableProblems('ca', choice.caFolder) : []
  const all = { ...table, problems: [...problems, ...table.problems] }
  const plan = planRows(all, ...planningOf(found, options, context))
  for (const finding of plan.findings) {
    for (const line of findingLines(finding)) terminal.say(printable(line))
  }
  if (options.dryRun === true) {
    terminal.result(describe(plan, ends.json))
    return
  }
  const { makeAll } = await import('./bulk-make.ts')
  const opened = await openAuthority(found, choice, context)
  if (opened === null) return planAndMake(table, asked, context)
  await makeAll({ ...ends, plan, replace: options.force === true }, opened, context)
}

/** What is wrong with an option is told once, as the option's, and not of each row that it serves. */
async function checkShared(defaults: RequestInput, world: World, problems: Problem[]): Promise<void> {
  const input = { ...defaults, upn: 'user@example.com' }
  await collect(problems, () => void parseRequest(input), { field: '', otherwise: undefined })
  const template = () => void readTemplate(planTemplateName(input), world)
  await collect(problems, template, { field: 'template', otherwise: undefined })
}

function termsOf(
  options: BulkOptions,
  password: Secret | 'made' | undefined,
  { cwd }: Pick<World, 'cwd'>,
): BulkTerms {
  const { template, days, key, pfx, store, label, exportable, architecture, strictImport } = options
  const shared: RequestInput = { template, days, key, pfx, store, label, exportable, architecture }
  const { import: importMode, addWindowsPe } = options
  return {
    defaults: { ...shared, import: importMode, addWindowsPe, strictImport, password: password ?? 'made' },
    allowPasswords: options.allowPasswordsInCsv === true,
    readPasswordFile: (path) => {
      const bytes = readInput(resolve(cwd, path), 'give a file that holds the password and nothing else')
      return new Secret(bytes.toString('utf8').replace(/\r?\n$/, ''))
    },
  }
}

function readTable(path: string): Uint8Array {
  return readInput(path, 'give a CSV file with a header and a column upn')
}

function readInput(path: string, hint: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new UserError('wrong-input', `cannot read ${path}: ${systemReason(cause)}`, { hint, cause })
  }
}

/** What is so for every row, and which plans stand before media that are not theirs. */
function planningOf(
  found: FoundAuthority,
  options: BulkOptions,
  { world }: Context,
): [Parameters<typeof planRows>[1], Parameters<typeof planRows>[2]] {
  const { root, crlUrl } = found
  const now = world.now()
  const otherSpelling = spellingsIn(outputFolder(options, world))
  const circumstances = {
    now,
    random: world.random,
    root,
    crlUrl,
    outputFolder: outputFolder(options, world),
    readTemplate: (name: string) => readTemplate(name, world),
  }
  return [
    circumstances,
    (plan) => {
      refuseOtherSpelling(plan, otherSpelling)
      try {
        refuseOtherMedia(plan, options.force === true)
      } catch (refusal) {
        if (found.kind !== 'there') throw refusal
        // Read only now, because another run may be at it: what is in place was on record before.
        const state = (): LedgerState => found.store.readLedger().state
        if (findDelivered(plan, { store: found.store, state }, now) === null) throw refusal
      }
    },
  ]
}

/** `--dry-run`: a line for each row. */
function describe({ rows, planRow }: BulkPlan, json: boolean): string {
  const lines = rows.map((row) => {
    const { folder, device, certificate } = planRow(row)
    return { row: row.row, upn: certificate.userPrincipalName, device, folder }
  })
  if (json) return lines.map((line) => JSON.stringify(line)).join('\n')
  return lines.map(({ row, upn, folder }) => printable(`row ${row}  ${upn}  ${folder}`)).join('\n')
}
