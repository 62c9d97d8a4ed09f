// `certstick revoke SERIAL|UPN|DEVICE`: records a certificate as revoked, or no longer on hold; the next CRL publishes it.
import {
  findNamed,
  findRevocable,
  parseReason,
  recordRevocation,
  STATED_REASONS,
  type StatedReason,
} from '../../authority/revocation.ts'
import { throwProblems, UserError } from '../../errors.ts'
import { describeEntry, reportRevocation, revocationToJson } from '../../handover/revocation-report.ts'
import type { Certificate } from '../../inventory/certificate.ts'
import { shown } from '../../screen-text.ts'
import type { CommonOptions, Context } from '../context.ts'
import { openCaFolder, requireInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'
import type { Prompts } from '../prompts.ts'

export interface RevokeOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'> {
  readonly reason?: string
  readonly all?: boolean
}

export async function runRevoke(query: string, options: RevokeOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const prompts = options.yes !== true && terminal.interactive ? await loadPrompts(context) : null
  const given = readReason(options, prompts)
  const { store, authority } = await openCaFolder(options, context)
  const { crlUrl } = await store.readSettings()
  const inventory = await requireInventory({ store, authority }, context)
  if (prompts !== null) sayNamed(findNamed(inventory, query), context)
  const reason = given ?? (await askReason(prompts))
  const { current, all } = findRevocable(inventory, { query, reason, now: world.now() })
  const chosen = options.all === true ? all : await choose(current, { query, prompts })
  if (prompts !== null) await confirmRevocation(chosen, reason, prompts)
  const report = { revoked: chosen, reason, crlUrl } // as they were before
  const serialNumbers = chosen.map(({ serialNumber }) => serialNumber)
  await inventory.write((writer) => recordRevocation({ serialNumbers, reason }, writer))
  if (options.json === true) terminal.result(revocationToJson(report))
  else terminal.report(reportRevocation(report))
}

async function loadPrompts({ world }: Context): Promise<Prompts> {
  return (await import('../prompts.ts')).makePrompts(world)
}

/** Null: to be asked. */
function readReason({ reason, yes }: RevokeOptions, prompts: Prompts | null): StatedReason | null {
  const hint = `choose ${STATED_REASONS.join(', ')}`
  if (reason !== undefined) {
    const known = parseReason(reason)
    if (known !== null) return known
    const message = `${shown(reason)} is not known`
    throwProblems('nothing was revoked', [{ field: 'reason', message, hint }])
  } else if (yes === true) return 'unspecified'
  else if (prompts === null) {
    throwProblems('nothing was revoked', [{ field: 'reason', message: 'is missing', hint }])
  }
  return null
}

/** What each reason is for; RFC 5280 §5.3.1 has the names only, X.509 (2019) §9.5.3.1 the meanings. */
const MEANINGS: Readonly<Record<StatedReason, string>> = {
  unspecified: 'no reason is given',
  keyCompromise: 'the device or stick was lost or stolen, or somebody else had the key',
  cACompromise: 'somebody else has the key of the root CA',
  affiliationChanged: 'name or affiliation of the user changed',
  superseded: 'another certificate replaced it',
  cessationOfOperation: 'the user left, or the device was given away',
  certificateHold: 'temporary: removeFromCRL lifts it',
  privilegeWithdrawn: 'the user lost the right that the certificate gave',
  aACompromise: 'for attribute certificates only',
  removeFromCRL: 'lifts a certificateHold',
}

/** Whose certificates it is about, before any question. */
function sayNamed(named: readonly Certificate[], { terminal }: Context): void {
  for (const entry of named) {
    const state = entry.revokedAt === null ? '' : ', revoked'
    terminal.say(`  ${describeEntry(entry)}${state} (${entry.serialNumber})`)
  }
}

function askReason(prompts: Prompts | null): Promise<StatedReason> {
  if (prompts === null) throw new Error('no question may be asked')
  const choices = STATED_REASONS.map((reason) => ({
    name: reason,
    value: reason,
    description: MEANINGS[reason],
  }))
  return prompts.choice({ message: 'Why is it revoked', choices, default: 'keyCompromise' })
}

/** @throws UserError declined */
async function confirmRevocation(
  chosen: readonly Certificate[],
  reason: StatedReason,
  prompts: Prompts,
): Promise<void> {
  if (reason === 'removeFromCRL') return
  const which = chosen.length === 1 ? 'this certificate' : `these ${chosen.length} certificates`
  const end = reason === 'certificateHold' ? '' : ', which cannot be undone'
  if (await prompts.confirm({ message: `Revoke ${which}${end}`, default: false })) return
  throw new UserError('declined', 'cancelled; nothing was revoked')
}

/** @throws UserError wrong-input: several have that name, and no question may be asked */
async function choose(
  entries: readonly Certificate[],
  { query, prompts }: { readonly query: string; readonly prompts: Prompts | null },
): Promise<readonly Certificate[]> {
  if (entries.length === 1) return entries
  if (prompts !== null) {
    const all = { name: 'all of them', value: entries }
    const each = entries.map((entry) => ({
      name: `${describeEntry(entry)} (${entry.serialNumber})`,
      value: [entry],
    }))
    const message = `Which of the ${entries.length} certificates`
    return prompts.choice<readonly Certificate[]>({ message, choices: [all, ...each] })
  }
  throw new UserError('wrong-input', `${shown(query)} is the name of ${entries.length} certificates`, {
    problems: entries.map((entry) => ({ field: entry.serialNumber, message: describeEntry(entry) })),
    hint: 'give the serial number of one of them, or --all for all of them',
  })
}
