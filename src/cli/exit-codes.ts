// How a run ends, for scripts. Source: product.md, "Commands".
import type { ErrorCode } from '../errors.ts'

/** 0 is done. A wrong option is wrong input too. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  failed: 1,
  'wrong-input': 2,
  cancelled: 130,
  declined: 130,
}

/** A check found an error, or `list --check` a certificate. */
export const FOUND_ERRORS = 3
