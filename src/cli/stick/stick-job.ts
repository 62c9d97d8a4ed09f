// What `new`, `regenerate` and the wizard ask for.

import type { Problem } from '../../errors.ts'
import type { Replacement } from '../../issue/prepare.ts'
import type { RequestInput } from '../../request/request.ts'
import type { AuthorityChoice } from '../ca/authority.ts'
import type { Confirm } from './confirmation.ts'

export interface StickJob extends AuthorityChoice {
  readonly input: RequestInput
  /** Found while files were read for it; reported with those of the input. */
  readonly problems: readonly Problem[]
  /** Absolute path. */
  readonly outputFolder: string
  /** Null: the device names the output, or else the user. */
  readonly outputName: string | null
  /** Whether the certificates that the new one supersedes are revoked too. */
  readonly revokeSuperseded: boolean
  /** Of a mounted stick that the files go on as well; null: none. */
  readonly stick: string | null
  /** Absolute path of a new file for a generated password; null: it is not saved. */
  readonly passwordOut: string | null
  readonly dryRun: boolean
  /** Which files of certstick in the output folder are replaced. If those of any user are, the device changes hands. */
  readonly replace: Replacement
  /** Whether another answer file on the stick is renamed. */
  readonly replaceOnStick: boolean
  readonly json: boolean
  /** Asked before anything is created, with the plan in words; null: no question is asked. */
  readonly confirm: Confirm | null
}
