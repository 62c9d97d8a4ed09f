// A request for media for one user: read, its key begun, and the rest loaded meanwhile. What is done with them is
// `carry-out.ts`'s affair.
import { resolve } from 'node:path'
import { collect, type Problem, UserError } from '../errors.ts'
import { writableProblems } from '../media/disk-writable.ts'
import { planKeyAlgorithm, planTemplateName, type Template } from '../plan/plan.ts'
import { parseRequest, type Request } from '../request/request.ts'
import { toUserPrincipalName } from '../request/user-principal-name.ts'
import { generateUserKey } from '../x509/user-key.ts'
import type { Context } from './context.ts'
import type { NewMediaJob } from './new-media-job.ts'
import { readTemplate } from './template-files.ts'

/** @throws UserError */
export async function newMedia(job: NewMediaJob, context: Context): Promise<void> {
  const problems = [...job.problems, ...writableProblems('output', job.outputFolder)]
  const { stick } = job
  if (stick !== null)
    await collect(problems, () => findStick(stick, context), { field: 'stick', otherwise: undefined })
  const read = () => readTemplate(planTemplateName(job.input), context.world)
  const template = await collect(problems, read, { field: 'template', otherwise: NO_TEMPLATE })
  const request = await readRequest(job, problems, context)
  // The key takes longest, on another thread: the libraries load meanwhile.
  const userKey = job.dryRun ? null : generateUserKey(planKeyAlgorithm(request))
  userKey?.catch(() => {}) // awaited in `deliver`, unless something else fails before
  const { carryOut } = await import('./carry-out.ts')
  await carryOut({ job, request, template, userKey }, context)
}

async function findStick(folder: string, { world }: Context): Promise<void> {
  const { requireStick } = await import('../media/disk-stick.ts')
  requireStick(resolve(world.cwd, folder))
}

/** @throws UserError wrong-input with all problems; only then is it worth the time to look for those of CA and output too */
async function readRequest(job: NewMediaJob, problems: Problem[], context: Context): Promise<Request> {
  try {
    return parseRequest(job.input, problems)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const more = [...error.problems]
    await findMore(job, more, context).catch(() => {}) // because the first error is the one to tell
    throw new UserError(error.code, error.message, { problems: more })
  }
}

async function findMore(job: NewMediaJob, problems: Problem[], context: Context): Promise<void> {
  const { findOrStandIn } = await import('./authority.ts')
  const { chooseOutputName, findInOutput } = await import('./in-the-way.ts')
  const isNamed = !problems.some(({ field }) => ['upn', 'device', 'output'].includes(field))
  await findOrStandIn(job, problems, context)
  if (!isNamed) return
  const { upn = '', device = null } = job.input
  const naming = { userPrincipalName: toUserPrincipalName(upn), device }
  await findInOutput(naming, { ...job, outputName: chooseOutputName(naming, job) }, problems)
}

/** In the place of one that could not be read, until that is told. */
const NO_TEMPLATE: Template = { name: '', bytes: new Uint8Array(), bundled: false }
