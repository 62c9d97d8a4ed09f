// A request for media for one user: read, its key begun, and the rest loaded meanwhile. What is done with them is
// `carry-out.ts`'s affair.
import { planKeyAlgorithm } from '../plan.ts'
import { parseRequest } from '../request.ts'
import { generateKeyPair } from '../x509/key-pair.ts'
import type { NewMediaJob } from './carry-out.ts'
import type { Context } from './context.ts'

/** @throws UserError */
export async function newMedia(job: NewMediaJob, context: Context): Promise<void> {
  const request = parseRequest(job.input)
  // The key takes longest, on another thread: the libraries load meanwhile.
  const keyPair = job.dryRun ? null : generateKeyPair(planKeyAlgorithm(request))
  keyPair?.catch(() => {}) // awaited in `deliver`, unless something else fails before
  const { carryOut } = await import('./carry-out.ts')
  await carryOut({ job, request, keyPair }, context)
}
