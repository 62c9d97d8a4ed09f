// A request for media for one user: read, its key begun, and the rest loaded meanwhile. What is done with them is
// `carry-out.ts`'s affair.
import { planKeyAlgorithm } from '../plan.ts'
import { parseRequest, type RequestInput } from '../request.ts'
import { generateKeyPair } from '../x509/key-pair.ts'
import type { AuthorityChoice } from './authority.ts'
import type { Context } from './context.ts'

export interface NewMediaJob extends AuthorityChoice {
  readonly input: RequestInput
  /** Absolute path. */
  readonly outputFolder: string
  /** Null: the device names the output, or else the user. */
  readonly outputName: string | null
  /** Serial numbers of certificates that these media take the place of, beside those of the same output. */
  readonly replaces: readonly string[]
  /** Whether those certificates are revoked too, once the media are delivered. */
  readonly revokeReplaced: boolean
  /** Of a mounted stick that the media go on as well; null: none. */
  readonly stick: string | null
  readonly passwordOut: string | undefined
  readonly dryRun: boolean
  /** Whether media that are there give way. */
  readonly replace: boolean
  /** Whether another answer file on the stick is put aside. */
  readonly replaceOnStick: boolean
  readonly json: boolean
  /** Asked before anything is made, with the plan in words; null: nobody is asked. */
  readonly confirm: ((summary: string) => Promise<boolean>) | null
}

/** @throws UserError */
export async function newMedia(job: NewMediaJob, context: Context): Promise<void> {
  const request = parseRequest(job.input)
  // The key takes longest, on another thread: the libraries load meanwhile.
  const keyPair = job.dryRun ? null : generateKeyPair(planKeyAlgorithm(request))
  keyPair?.catch(() => {}) // awaited in `deliver`, unless something else fails before
  const { carryOut } = await import('./carry-out.ts')
  await carryOut({ job, request, keyPair }, context)
}
