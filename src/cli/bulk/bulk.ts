// `certstick bulk USERS.csv`: a stick for every row. Options and files are read here, all at once; `plan.ts` plans the rows, and
// `make.ts` creates the files.
import { resolve } from 'node:path'
import { type BulkTerms, readUserTable } from '../../bulk/table.ts'
import { collect, type Problem } from '../../errors.ts'
import { acceptProblems, type Replacement } from '../../issue/prepare.ts'
import { newFileProblems, writableProblems } from '../../media/disk-writable.ts'
import { planTemplateName } from '../../plan/plan.ts'
import { parseRequest, pickRequest, type RequestInput } from '../../request/request.ts'
import type { Secret } from '../../secret.ts'
import type { WifiFile } from '../../wifi/wifi-file.ts'
import type { World } from '../../world.ts'
import type { AuthorityChoice } from '../ca/authority.ts'
import type { CommonOptions, Context } from '../context.ts'
import { caFolder, caFolderIsNamed, outputFolder } from '../folders.ts'
import { readNamedFile } from '../named-file.ts'
import type { AuthorityOptions, OutputOptions, RequestOptions } from '../options.ts'
import { readCellSecret, readSecrets } from '../secrets.ts'
import { readTemplate } from '../template-files.ts'
import { type AskedRows, planAndMake } from './plan.ts'

export interface BulkOptions extends CommonOptions, AuthorityOptions, OutputOptions, RequestOptions {
  readonly passwordFile?: string
  readonly passwordsOut?: string
  readonly allowPasswordsInCsv?: boolean
  readonly ignoreColumns?: boolean
  readonly stickByStick?: boolean
  readonly dryRun?: boolean
  readonly force?: boolean
}

/** A table of a million users or two. */
const MOST_TABLE_BYTES = 256 * 1024 * 1024

export async function runBulk(file: string, options: BulkOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const problems: Problem[] = []
  const { password, passphrase } = await readSecrets(options, context, problems)
  const choice = {
    caFolder: caFolder(options, world),
    passphrase,
    makeRoot: options.yes === true && !caFolderIsNamed(options, world),
    asks: terminal.interactive,
  }
  await makeFromTable(file, options, { password, choice, problems, confirm: null }, context)
}

export interface BulkGiven {
  readonly password: Secret | 'made' | undefined
  readonly choice: AuthorityChoice
  /** Found while the secrets were read. */
  readonly problems: readonly Problem[]
  /** As of `AskedRows`. */
  readonly confirm: AskedRows['confirm']
}

/** For the wizard too, which has asked for the root CA and its passphrase. */
export async function makeFromTable(
  file: string,
  options: Omit<BulkOptions, keyof AuthorityOptions>,
  { password, choice, confirm, ...found }: BulkGiven,
  context: Context,
): Promise<void> {
  const { world } = context
  const output = outputFolder(options, world)
  const passwordsOut = options.passwordsOut === undefined ? null : resolve(world.cwd, options.passwordsOut)
  const problems = [...writableProblems('output', output), ...newFileProblems('passwordsOut', passwordsOut)]
  problems.push(...stickProblems(options, context), ...found.problems)
  const terms = termsOf(options, password, context)
  await checkShared(terms.defaults, world, problems)
  const wifi = await readWifi(terms.defaults, world, problems)
  const hint = 'give a CSV file with a header and a column upn'
  const table = readUserTable(readNamedFile(file, world, { mostBytes: MOST_TABLE_BYTES, hint }), terms)
  const replace: Replacement = options.force === true ? 'files of the user' : 'nothing'
  const asked = {
    table: { ...table, problems: [...problems, ...table.problems] },
    wifi,
    choice,
    ends: { output, passwordsOut, json: options.json === true },
    replace,
    stickByStick: options.stickByStick === true,
    dryRun: options.dryRun === true,
    confirm,
  }
  await planAndMake(asked, context)
}

/** Somebody has to change the sticks. */
function stickProblems({ stickByStick, yes, json }: BulkOptions, { terminal }: Context): Problem[] {
  if (stickByStick !== true || (yes !== true && json !== true && terminal.interactive)) return []
  const message = 'asks for one stick after the other, so it needs a terminal, and neither --yes nor --json'
  return [{ field: 'stickByStick', message, hint: 'leave it out, and copy the files from the output folder' }]
}

/** What is wrong with an option is reported once, as the option's, and not for each row that it serves. */
async function checkShared(defaults: RequestInput, world: World, problems: Problem[]): Promise<void> {
  const input = { ...defaults, upn: 'user@example.com' }
  const check = () => void problems.push(...acceptProblems(parseRequest(input).accepted))
  await collect(problems, check, { field: '', otherwise: undefined })
  const template = () => void readTemplate(planTemplateName(input), world)
  await collect(problems, template, { field: 'template', otherwise: undefined })
}

async function readWifi(
  { wifiProfile }: RequestInput,
  world: World,
  problems: Problem[],
): Promise<WifiFile | null> {
  if (wifiProfile === undefined) return null
  const { readWifiFile } = await import('../stick/wifi-file.ts')
  const read = (): WifiFile | null => readWifiFile(wifiProfile, world)
  return collect(problems, read, { field: 'wifiProfile', otherwise: null })
}

function termsOf(options: BulkOptions, password: Secret | 'made' | undefined, context: Context): BulkTerms {
  const secrets = new Map<string, Secret>() // so that a file of many rows is warned of once
  return {
    defaults: { ...pickRequest(options), password: password ?? 'made' },
    allowPasswords: options.allowPasswordsInCsv === true,
    ignoreColumns: options.ignoreColumns === true,
    readPasswordFile: (path) => {
      const secret = secrets.get(path) ?? readCellSecret(path, context)
      secrets.set(path, secret)
      return secret
    },
  }
}
