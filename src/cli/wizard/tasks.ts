// The wizard's other tasks: each asks what its command needs, and runs it.
import { resolve } from 'node:path'
import { exists } from '../../media/disk.ts'
import { shown } from '../../screen-text.ts'
import { findAuthority } from '../ca/authority.ts'
import { makeAuthority } from '../ca/authority-open.ts'
import { namedPath, shownPath } from '../folders.ts'
import { chooseStick } from '../stick/ask-stick.ts'
import { planWrite, writePlanned } from '../stick/write-stick.ts'
import { BACK, type ChosenCa, type Session, sayNewRoot } from './session.ts'
import { askIssued, recreate } from './stick.ts'

export async function manyUsers(session: Session): Promise<void> {
  const { prompts, context, output, profile } = session
  const { world } = context
  const ca = await session.ca()
  const file = await prompts.text({
    message: 'Table of the users, as CSV (leave empty to go back)',
    validate: (text) => (exists(resolve(world.cwd, text.trim())) ? null : `${shown(text)} was not found`),
  })
  if (file.trim() === '') return
  const sticks = await prompts.confirm({
    message: 'Write one stick after the other, as soon as the files are made',
    default: false,
  })
  if (ca.newRoot !== null) await createRoot(ca, session)
  const { makeFromTable } = await import('../bulk/bulk.ts')
  const { requestDefaults } = await import('../customer/profile.ts')
  const defaults = profile === null ? {} : await requestDefaults(profile, world)
  const options = { ...defaults, ca: ca.folder, output, ignoreColumns: true, stickByStick: sticks }
  const secrets = { password: 'made' as const, passphrase: ca.passphrase, problems: [] }
  await makeFromTable(file.trim(), options, secrets, context)
}

/** A table is planned with the root CA that signs it. */
async function createRoot(ca: ChosenCa, session: Session): Promise<void> {
  const { context } = session
  const { caFolder, passphrase, newRoot } = { caFolder: ca.folder, ...ca }
  const found = await findAuthority({ caFolder, makeRoot: true, newRoot }, context)
  if (found.kind === 'planned')
    await makeAuthority(found.plan, { caFolder, passphrase, crlUrl: found.crlUrl }, context)
  await sayNewRoot(ca, session)
}

export async function checkStick(session: Session): Promise<void> {
  const { prompts, context, output } = session
  const named = { name: 'the output folder, or one name in it', value: 'named' as const }
  const answer = await chooseStick<'named' | null>(
    { message: 'What to check', first: [named], last: [BACK] },
    { prompts, context },
  )
  if (answer === null) return
  const path = answer === 'named' ? await askName(session) : answer.folder
  const { runVerify } = await import('../check/verify.ts')
  await runVerify(path, { ...(await caOption(session)), output }, context)
}

function askName({ prompts, context: { world }, output }: Session): Promise<string> {
  return prompts.text({
    message: 'Name, folder or zip',
    default: shownPath(output, world),
    validate: (text) => {
      return exists(namedPath(text, { output }, world)) ? null : `${shown(text)} was not found`
    },
  })
}

export async function putOnMountedStick(session: Session): Promise<void> {
  const { prompts, context, output } = session
  const issued = await askIssued(session)
  if (issued === null) return
  const question = { message: 'Which stick to write to', first: [], last: [BACK] }
  const stick = await chooseStick<null>(question, { prompts, context })
  if (stick === null) return
  const plan = planWrite({ output, name: issued.certificate.name }, stick.folder, false)
  await writePlanned(plan, { prompts, inventory: issued.inventory }, context)
}

export async function lostDevice(session: Session): Promise<void> {
  const { prompts, context } = session
  const issued = await askIssued(session)
  if (issued === null) return
  const { runRevoke } = await import('../crl/revoke.ts')
  // A certificate that was superseded is on the device too, and still signs in.
  await runRevoke(issued.certificate.name, { ca: session.caFolder(), all: true }, context)
  if (await prompts.confirm({ message: 'Write the next CRL now', default: true })) {
    const ca = await session.ca()
    const { writeCrl } = await import('../crl/crl.ts')
    await writeCrl({ ca: ca.folder }, async () => ca.passphrase, context)
  }
  if (await prompts.confirm({ message: 'Create a new stick for the same user and device', default: false }))
    await recreate(issued, session)
}

export async function listIssued(session: Session): Promise<void> {
  const { prompts, context } = session
  const expiring = await prompts.choice({
    message: 'Which certificates',
    choices: [
      { name: 'all', value: undefined },
      { name: 'those that end within 30 days', value: '30d' },
      { name: 'those that end within 90 days', value: '90d' },
    ],
  })
  const { runList } = await import('../list/list.ts')
  const which = expiring === undefined ? {} : { expiring }
  await runList({ ...(await caOption(session)), ...which }, context)
}

export async function wipe({ prompts, context }: Session): Promise<void> {
  const question = { message: 'Which stick to wipe', first: [], last: [BACK] }
  const stick = await chooseStick<null>(question, { prompts, context })
  if (stick === null) return
  const place = shown(shownPath(stick.folder, context.world))
  const message = `Overwrite and delete certstick’s files on ${place}`
  if (!(await prompts.confirm({ message, default: false }))) return
  const { runWipe } = await import('../stick/stick.ts')
  await runWipe(stick.folder, {}, context)
}

/** Nothing where there is no root CA to look at, because that is then no fault. */
async function caOption({ inventory, caFolder }: Session): Promise<{ readonly ca?: string }> {
  return (await inventory()) === null ? {} : { ca: caFolder() }
}
