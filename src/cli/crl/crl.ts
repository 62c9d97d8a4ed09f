// `certstick crl`: the next revocation list, in place and recorded.
import { join, resolve } from 'node:path'
import { CRL_DAYS, issueCrl } from '../../authority/issue-crl.ts'
import { lintCrlUrl } from '../../authority/lint-crl-url.ts'
import { publishedName } from '../../authority/publish-crl.ts'
import { lintRoot } from '../../authority/root-rules.ts'
import { type Problem, throwProblems } from '../../errors.ts'
import { formatFindings } from '../../finding.ts'
import { crlToJson, reportCrl } from '../../handover/revocation-report.ts'
import { DAY_MS, formatInstant } from '../../instant.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { exists } from '../../media/disk.ts'
import { writableProblems } from '../../media/disk-writable.ts'
import { readDays } from '../../request/readers.ts'
import { counted, oneLine, shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import type { World } from '../../world.ts'
import type { CertificateFacts } from '../../x509/inspect.ts'
import { findRoot } from '../ca/authority.ts'
import { openFound } from '../ca/authority-open.ts'
import type { CommonOptions, Context } from '../context.ts'
import { caFolder, shownPath } from '../folders.ts'
import { requireInventory } from '../inventory.ts'
import type { AuthorityOptions, OutputOptions } from '../options.ts'
import { readPassphrase } from '../secrets.ts'
import { scheduleLines } from './schedule.ts'

export interface CrlOptions extends CommonOptions, AuthorityOptions, OutputOptions {
  readonly days?: string
  readonly copyTo?: string
}

/** What Entra ID downloads (Microsoft Entra, "Certificate-based authentication technical concepts"). */
const LARGEST_BYTES = 20_000_000

export async function runCrl(options: CrlOptions, context: Context): Promise<void> {
  await writeCrl(options, () => readPassphrase(options.caPassphraseFile, context), context)
}

/** @param passphrase called when the options are known to be right; null: it is asked for, if need be */
export async function writeCrl(
  options: CrlOptions,
  passphrase: () => Promise<Secret | null>,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const folder = options.output === undefined ? caFolder(options, world) : resolve(world.cwd, options.output)
  const copyTo = options.copyTo === undefined ? null : resolve(world.cwd, options.copyTo)
  const days = readChoices(options, { folder, copyTo })
  const choice = { passphrase: await passphrase(), asks: options.yes !== true && terminal.interactive }
  const found = await findRoot(caFolder(options, world), context)
  sayMissingIdentifier(found.authority.facts, context)
  const copy = copyTo === null ? null : join(copyTo, publishedName(found.crlUrl))
  const { store, issuer } = await openFound(found, choice, context)
  const inventory = await requireInventory(found, context)
  sayEarlierCrl(found.authority.facts, inventory, context)
  sayLaterCrl(inventory, context)
  const now = world.now()
  const issued = await issueCrl({ store, inventory, issuer, folder, copy, days }, now)
  if (issued.bytes > LARGEST_BYTES) {
    terminal.say(`warning: the CRL has ${issued.bytes} bytes; Entra ID accepts at most 20 MB`)
  }
  sayShortened({ nextUpdate: issued.nextUpdate, days }, found.authority.facts, context)
  sayUnreachable(found.crlUrl, context)
  const [der, pem] = [join(folder, 'rootCA.crl'), join(folder, 'rootCA.crl.pem')]
  const paths = {
    der: shownPath(der, world),
    pem: shownPath(pem, world),
    copy: copy === null ? null : shownPath(copy, world),
  }
  const left = Math.round((Date.parse(issued.nextUpdate) - now.getTime()) / DAY_MS) // no longer than the root lasts
  const report = { ...issued, ...paths, days: left, crlUrl: found.crlUrl }
  if (options.json === true) terminal.result(crlToJson(report))
  else terminal.report(reportCrl(report, copyTo === null ? [] : scheduleOf(options, { copyTo, days }, world)))
}

/** @returns days. @throws UserError wrong-input: no number of days, or a folder that cannot be written to */
function readChoices(
  { days: text, output }: CrlOptions,
  { folder, copyTo }: { readonly folder: string; readonly copyTo: string | null },
): number {
  const problems: Problem[] = []
  const days = readDays(text, problems)
  if (output !== undefined) problems.push(...writableProblems('output', folder))
  if (copyTo !== null && !exists(copyTo)) {
    // It is not created, because it may be the mount point of a web server's disk that is not mounted.
    problems.push({
      field: 'copyTo',
      message: `${shown(copyTo)} does not exist`,
      hint: 'give an existing folder',
    })
  } else if (copyTo !== null) problems.push(...writableProblems('copyTo', copyTo))
  throwProblems('no CRL was created', problems)
  return days ?? CRL_DAYS
}

function scheduleOf(
  options: CrlOptions,
  { copyTo, days }: { readonly copyTo: string; readonly days: number },
  world: World,
): string[] {
  const file = options.caPassphraseFile
  return scheduleLines({
    caFolder: caFolder(options, world),
    copyTo,
    passphraseFile: file === undefined || file === '-' ? null : resolve(world.cwd, file),
    days,
    platform: world.platform,
  })
}

function sayShortened(
  { nextUpdate, days }: { readonly nextUpdate: string; readonly days: number },
  { notAfter }: CertificateFacts,
  { terminal }: Context,
): void {
  if (Date.parse(nextUpdate) < notAfter.getTime()) return
  terminal.say(
    `note: the CRL ends with the root certificate, which expires in less than ${counted(days, 'day')}`,
  )
}

function sayUnreachable(crlUrl: string | null, { terminal }: Context): void {
  if (crlUrl !== null) for (const line of formatFindings(lintCrlUrl(crlUrl))) terminal.say(line)
}

/** It does not stop the list: Entra ID compares with the user's certificate, others with the list. */
function sayMissingIdentifier(facts: CertificateFacts, { world, terminal }: Context): void {
  const found = lintRoot(facts, world.now()).find(({ code }) => code === 'root-no-key-identifier')
  if (found !== undefined) terminal.say(`warning: rootCA.crt: ${oneLine(found.message)}`)
}

/** A list that begins before the last one may be one of a clock that is behind, and expire too soon. */
function sayLaterCrl(inventory: Inventory, { world, terminal }: Context): void {
  const begin = inventory.lastCrl()?.thisUpdate ?? ''
  if (begin <= formatInstant(world.now())) return
  terminal.say(
    `warning: the last CRL is valid from ${begin}, which is later than now; check this machine's clock`,
  )
}

/** A root that is older than its inventory may have had CRLs, and the first one here would be lower than the last of those. */
function sayEarlierCrl(
  { notBefore }: CertificateFacts,
  inventory: Inventory,
  { world, terminal }: Context,
): void {
  if (inventory.lastCrlNumber() > 0n) return
  const { value: first } = inventory.certificates().next()
  const begin = Date.parse(first?.intendedAt ?? first?.issuedAt ?? formatInstant(world.now()))
  if (begin - notBefore.getTime() < 3 * DAY_MS) return
  terminal.say(
    'note: this is the first CRL that certstick creates for this root CA; if another tool published one, import it first: certstick ca import FILE',
  )
}
