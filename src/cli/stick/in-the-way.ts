// What is in the way of a stick's files where they are to go, in the output folder and on the stick: looked at before anything
// is signed, and reported with all other problems.
import { resolve } from 'node:path'
import { collect, type Problem } from '../../errors.ts'
import { occupantOf, refuseOtherMedia, refuseOtherSpelling } from '../../issue/prepare.ts'
import { exists, spellingsIn } from '../../media/disk.ts'
import { planPlace } from '../../plan/plan.ts'
import type { Request } from '../../request/request.ts'
import type { StickPlan } from '../../stick/stick.ts'
import type { Context } from '../context.ts'
import type { StickJob } from './stick-job.ts'

type Naming = Pick<Request, 'userPrincipalName' | 'device'>

/**
 * What names the output. Null: the device does, or else the user. Where the folder of that name holds the files of another
 * user, whose name is the same before the @, the whole UPN tells the two apart, as in a table of users.
 */
export function chooseOutputName(
  request: Naming,
  { outputFolder, outputName }: Pick<StickJob, 'outputFolder' | 'outputName'>,
): string | null {
  if (outputName !== null || request.device !== null) return outputName
  const whole = request.userPrincipalName.text
  const occupantNamed = (name: string | null) =>
    occupantOf(planPlace(request, { outputFolder, outputName: name }))
  return occupantNamed(null) === 'another user' || occupantNamed(whole) === 'same user' ? whole : null
}

/** Joins the problems with what is in the way in the output folder. */
export async function findInOutput(
  request: Naming,
  job: Pick<StickJob, 'outputFolder' | 'replace'> & { readonly outputName: string | null },
  problems: Problem[],
): Promise<void> {
  const place = planPlace(request, job)
  const look = (): void => {
    refuseOtherMedia(place, job.replace)
    if (!exists(place.folder)) refuseOtherSpelling(place, spellingsIn(job.outputFolder))
  }
  await collect(problems, look, { field: 'output', otherwise: undefined })
}

/** How the stick will be changed; null where there is none, or it cannot be used, which joins the problems. */
export async function findOnStick(
  { stick, replaceOnStick }: Pick<StickJob, 'stick' | 'replaceOnStick'>,
  { problems, world }: { readonly problems: Problem[] } & Pick<Context, 'world'>,
): Promise<StickPlan | null> {
  if (stick === null) return null
  const { planStick } = await import('../../stick/stick.ts')
  const look = () => planStick(resolve(world.cwd, stick), replaceOnStick)
  return collect<StickPlan | null>(problems, look, { field: 'stick', otherwise: null })
}
