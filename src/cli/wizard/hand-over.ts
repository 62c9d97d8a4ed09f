// The wizard's task for hand-over files: for whom, then what `certstick export` needs.

import { TARGET_NAMES, TARGETS, type Target } from '../../handover/targets.ts'
import { exists } from '../../media/disk.ts'
import { CUSTOMER } from '../../profile/settings.ts'
import { shown } from '../../screen-text.ts'
import { shownPath } from '../folders.ts'
import { BACK, type Session } from './session.ts'
import { askIssued } from './stick.ts'

export async function handOver(session: Session): Promise<void> {
  const { prompts, context, output, caFolder } = session
  const issued = await askIssued(session)
  if (issued === null) return
  const { certificate } = issued
  const to = await prompts.choice<Target | null>({
    message: 'What for',
    choices: [
      ...TARGET_NAMES.map((name) => ({
        name,
        value: name,
        description: TARGETS[name].makes.replaceAll('`', ''),
      })),
      BACK,
    ],
    default: 'handover',
  })
  if (to === null) return
  const { handoverFolder, runExport } = await import('../export/export.ts')
  const folder = handoverFolder(certificate, to, output)
  const force = exists(folder)
  if (force) {
    const message = `${shown(shownPath(folder, context.world))} already exists. Replace it`
    if (!(await prompts.confirm({ message, default: false }))) return
  }
  const contact = to === 'handover' ? await askContact(session) : ''
  const options = { to, output, ca: caFolder(), force, ...(contact === '' ? {} : { contact }) }
  await runExport(certificate.serialNumber, options, context)
}

async function askContact({ prompts, profile }: Session): Promise<string> {
  const known = profile?.contact ?? null
  const answer = await prompts.text({
    message: `Whom users call, for the page${known === null ? ' (leave empty for a blank to write on)' : ''}`,
    validate: (text) => (text.trim() === '' ? null : CUSTOMER.contact.fault(text.trim())),
    ...(known === null ? {} : { default: known }),
  })
  return answer.trim()
}
