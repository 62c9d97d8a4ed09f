// What `new`, `regenerate` and the wizard ask for: media for one user, and how they are to be made.
import type { Problem } from '../errors.ts'
import type { Template } from '../plan/plan.ts'
import type { Request, RequestInput } from '../request/request.ts'
import type { UserKey } from '../x509/user-key.ts'
import type { AuthorityChoice } from './authority.ts'

export interface NewMediaJob extends AuthorityChoice {
  readonly input: RequestInput
  /** Found while files were read for it; told with those of the input. */
  readonly problems: readonly Problem[]
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
  /** Absolute path of a new file for a password that is made; null: it is not kept. */
  readonly passwordOut: string | null
  readonly dryRun: boolean
  /** Whether media that are there give way. */
  readonly replace: boolean
  /** Whether another answer file on the stick is put aside. */
  readonly replaceOnStick: boolean
  readonly json: boolean
  /** Asked before anything is made, with the plan in words; null: nobody is asked. */
  readonly confirm: ((summary: string) => Promise<boolean>) | null
}

/** A job whose request has been read. */
export interface BegunJob {
  readonly job: NewMediaJob
  readonly request: Request
  readonly template: Template
  /** In the making; null for a dry run. */
  readonly userKey: Promise<UserKey> | null
}
