// `certstick` alone: asks what to do, does it, and asks again until nothing else is wanted. What goes wrong in one task is said,
// and ends neither the others nor what was answered before.
import { UserError } from '../../errors.ts'
import type { Profile } from '../../profile/profile.ts'
import type { Context } from '../context.ts'
import { refuseOtherCa } from '../customer/profile.ts'
import { formatError } from '../error-text.ts'
import { setUpEntra } from './entra.ts'
import { handOver } from './hand-over.ts'
import { openSession, type Session } from './session.ts'
import { createStick, recreateStick } from './stick.ts'
import { checkStick, listIssued, lostDevice, manyUsers, putOnMountedStick, wipe } from './tasks.ts'

interface Task {
  readonly name: string
  readonly run: (session: Session) => Promise<void>
}

/** In the order in which they are offered. */
const TASKS: readonly Task[] = [
  { name: 'create a stick', run: createStick },
  { name: 'recreate a stick, with a fresh certificate', run: recreateStick },
  { name: 'create sticks for many users, from a table', run: manyUsers },
  { name: 'check a stick, a folder or a zip', run: checkStick },
  { name: 'copy finished files to a stick', run: putOnMountedStick },
  { name: 'a device is lost: revoke, write the CRL, new stick', run: lostDevice },
  { name: 'list certificates, and which end soon', run: listIssued },
  { name: 'wipe a stick', run: wipe },
  { name: 'set up Entra ID', run: setUpEntra },
  { name: 'write hand-over files, such as the page for the user', run: handOver },
]

/** @param profile the customer's; null: there is none */
export async function runWizard(profile: Profile | null, context: Context): Promise<void> {
  const { world, terminal } = context
  if (profile !== null) refuseOtherCa(profile, world)
  terminal.say(
    `Creates Windows installation sticks with their users’ sign-in certificates${profile?.name ? `, for ${profile.name}` : ''}. Press Enter to take a default.`,
  )
  // What a task found does not make the conversation fail.
  const session = openSession(profile, { ...context, setExitCode: () => {} })
  let finished = 0
  try {
    for (;;) {
      const task = await askTask(session, finished)
      if (task === null) return
      if (await carryOut(task, session)) finished++
    }
  } catch (error) {
    const isCancelled = error instanceof UserError && error.code === 'cancelled'
    if (!isCancelled || finished === 0) throw error
    throw new UserError('cancelled', 'cancelled; what was finished before is kept', { cause: error })
  }
}

async function askTask({ prompts }: Session, finished: number): Promise<Task | null> {
  const tasks = TASKS.map((task) => ({ name: task.name, value: task }))
  const end = { name: 'nothing else', value: null }
  const message = finished === 0 ? 'What to do' : 'Anything else'
  const usual = finished === 0 ? TASKS[0] : null
  return prompts.choice<Task | null>({
    message,
    choices: finished === 0 ? [...tasks, end] : [end, ...tasks],
    ...(usual === undefined ? {} : { default: usual }),
  })
}

/** Whether it went well. @throws UserError cancelled */
async function carryOut(task: Task, session: Session): Promise<boolean> {
  const { world, terminal } = session.context
  try {
    await task.run(session)
    return true
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error
    terminal.say(error.code === 'declined' ? `note: ${error.message}` : formatError(error, world.cwd))
    return false
  }
}
