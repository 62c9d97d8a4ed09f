// The wizard's other tasks: each asks what its command needs, and runs it.
import { resolve } from 'node:path'
import { UserError } from '../../errors.ts'
import type { Certificate } from '../../inventory/certificate.ts'
import { exists } from '../../media/disk.ts'
import { shown } from '../../screen-text.ts'
import { formatError } from '../error-text.ts'
import { namedPath, shownPath, caFolder as usualCaFolder } from '../folders.ts'
import { chooseStick } from '../stick/ask-stick.ts'
import { confirmBy } from '../stick/confirmation.ts'
import { planWrite, writePlanned } from '../stick/write-stick.ts'
import type { ChosenCa } from './ask-ca.ts'
import { BACK, type Session, sayNewRoot } from './session.ts'
import { askIssued, recreate } from './stick.ts'

/**
 * A table that has faults is asked for again, before anything is created: its owner corrects it meanwhile. So is one whose
 * summary is not what was meant.
 */
export async function manyUsers(session: Session): Promise<void> {
  const { prompts, context } = session
  const { world, terminal } = context
  const ca = await session.ca()
  for (;;) {
    const file = await prompts.text({
      message: 'Table of the users, as CSV (leave empty to go back)',
      validate: (text) => (exists(resolve(world.cwd, text.trim())) ? null : `${shown(text)} was not found`),
    })
    if (file.trim() === '') return
    const stickByStick = await prompts.confirm({
      message: 'Write one stick after the other, as soon as the files are made',
      default: false,
    })
    try {
      return await makeFor({ file: file.trim(), stickByStick }, ca, session)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      if (error.code === 'wrong-input') terminal.say(formatError(error, world.cwd))
      else if (error.code !== 'declined') throw error
    }
  }
}

/** The root CA may be a new one: it is created when every row of the table is right. */
async function makeFor(
  { file, stickByStick }: { readonly file: string; readonly stickByStick: boolean },
  ca: ChosenCa,
  session: Session,
): Promise<void> {
  const { context, output, profile } = session
  const { makeFromTable } = await import('../bulk/bulk.ts')
  const { requestDefaults } = await import('../customer/profile.ts')
  const defaults = profile === null ? {} : await requestDefaults(profile, context.world)
  const { folder: caFolder, passphrase, newRoot } = ca
  const choice = { caFolder, passphrase, newRoot, makeRoot: newRoot !== null, asks: true }
  const options = { ...defaults, output, ignoreColumns: true, stickByStick }
  try {
    const given = {
      password: 'made' as const,
      choice,
      problems: [],
      confirm: confirmBy(session.prompts, context),
    }
    await makeFromTable(file, options, given, context)
  } finally {
    if (newRoot !== null) await sayNewRoot(ca, session)
  }
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
  if (path === '') return
  const { runVerify } = await import('../check/verify.ts')
  await runVerify(path, { ...caOption(session), output }, context)
}

/** Empty: back. */
async function askName({ prompts, context: { world }, output }: Session): Promise<string> {
  const usual = exists(output) ? { default: shownPath(output, world) } : {}
  const answer = await prompts.text({
    message: `Name, folder or zip${exists(output) ? '' : ' (leave empty to go back)'}`,
    ...usual,
    validate: (text) => {
      const isThere = text.trim() === '' || exists(namedPath(text.trim(), { output }, world))
      return isThere ? null : `${shown(text)} was not found`
    },
  })
  return answer.trim()
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
  const { name } = issued.certificate
  const { findNamed } = await import('../../authority/revocation.ts')
  const isFinal = ({ revokedAt, reason }: Certificate) => revokedAt !== null && reason !== 'certificateHold'
  if (findNamed(issued.inventory, name).every(isFinal))
    context.terminal.say(`note: the certificates of ${shown(name)} are revoked already`)
  else {
    const { runRevoke } = await import('../crl/revoke.ts')
    // A certificate that was superseded is on the device too, and still signs in.
    await runRevoke(name, { ca: session.caFolder(), all: true }, context)
  }
  if (await prompts.confirm({ message: 'Write the next CRL now', default: true })) {
    const ca = await session.issuer()
    const { writeCrl } = await import('../crl/crl.ts')
    await writeCrl({ ca: ca.folder }, async () => ca.passphrase, context)
  }
  if (await prompts.confirm({ message: 'Create a new stick for the same user and device', default: false }))
    await recreate(issued, session)
}

export async function listIssued(session: Session): Promise<void> {
  const { prompts, context } = session
  const ca = await session.existingCa()
  if (ca === null) return
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
  await runList({ ca, ...which }, context)
}

export async function wipe({ prompts, context }: Session): Promise<void> {
  const question = { message: 'Which stick to wipe', first: [], last: [BACK] }
  const stick = await chooseStick<null>(question, { prompts, context })
  if (stick === null) return
  const place = shown(shownPath(stick.folder, context.world))
  const message = `Overwrite and delete certstick’s files on ${place}`
  if (!(await prompts.confirm({ message, default: false }))) return
  const { runWipe } = await import('../stick/wipe.ts')
  await runWipe(stick.folder, {}, context)
}

/** As certstick chooses it where no option names one, so that a stick of another CA is no fault there. */
function caOption({ caFolder, context }: Session): { readonly ca?: string } {
  const folder = caFolder()
  return folder === usualCaFolder({}, context.world) ? {} : { ca: folder }
}
