// `certstick regenerate --expiring 30d`: every stick whose certificate is in use and ends soon, one after the other. Run again,
// it goes on: what was renewed no longer ends soon.
import { type Problem, throwProblems, UserError } from '../../errors.ts'
import type { Certificate } from '../../inventory/certificate.ts'
import { readFormer } from '../../issue/regenerate.ts'
import { findRoot } from '../ca/authority.ts'
import { openAsking } from '../ca/authority-open.ts'
import type { Context } from '../context.ts'
import { caFolder } from '../folders.ts'
import { openInventory } from '../inventory.ts'
import { eachExpiring, expiringCertificates, expiringName } from '../list/expiring.ts'
import { requireOne } from '../list/name-or-expiring.ts'
import { readSecrets } from '../secrets.ts'
import { changedInput, type RegenerateOptions, readChoice, regenerate } from './regenerate.ts'

/** @throws UserError wrong-input; cancelled: the question was answered with no. Exit code 1 where one could not be made */
export async function runRegenerateExpiring(
  name: string | undefined,
  options: RegenerateOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const { expiring = '' } = options
  requireOne(name, options.expiring)
  const problems = refusedProblems(options)
  const secrets = await readSecrets(options, context, problems)
  throwProblems('nothing was regenerated', problems)
  const found = await findRoot(caFolder(options, world), context)
  const inventory = await openInventory(found, context)
  const certificates = expiringCertificates(inventory, expiring, world.now())
  if (inventory === null || certificates.length === 0) {
    terminal.report(`No certificate in use ends within ${expiring}.`)
    return
  }
  const interactive = terminal.interactive && options.dryRun !== true
  if (interactive && options.yes !== true) await confirm(certificates, context)
  const asked = interactive && secrets.passphrase === null
  const passphrase = asked ? (await openAsking(found.store, context)).passphrase : secrets.passphrase
  const choice = { ...readChoice(options, world), passphrase, problems: [], asks: false, confirm: null }
  const renew = (certificate: Certificate, own: Context): Promise<void> => {
    const former = readFormer(inventory, certificate)
    const input = changedInput(former.input, options, secrets.password ?? 'made')
    return regenerate({ ...former, input }, choice, own)
  }
  await eachExpiring(certificates, renew, context)
}

/** What is for one stick alone. */
function refusedProblems({ passwordOut, stick, json }: RegenerateOptions): Problem[] {
  const given = { passwordOut, stick, json: json === true ? true : undefined }
  return Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([field]) => ({
      field,
      message: 'is for one stick',
      hint: 'leave it out, or give a name instead of --expiring',
    }))
}

async function confirm(certificates: readonly Certificate[], { world, terminal }: Context): Promise<void> {
  terminal.say('These are recreated, each with a new key, certificate and password:')
  for (const certificate of certificates)
    terminal.say(`  ${expiringName(certificate)}, until ${certificate.notAfter.slice(0, 10)}`)
  const { makePrompts } = await import('../prompts.ts')
  const message = `Recreate ${certificates.length === 1 ? 'this stick' : `these ${certificates.length} sticks`}`
  if (!(await makePrompts(world).confirm({ message, default: true })))
    throw new UserError('declined', 'cancelled; nothing was created')
}
