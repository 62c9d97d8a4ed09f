// The errors that users see when a certificate sign-in fails, with cause and remedy. Entra's are those of its table.
import { faultTitle, SIGN_IN_FAULTS } from '../entra/sign-in-errors.ts'

export interface Trouble {
  /** The text on the screen; the part that is always the same. */
  readonly shown: string
  readonly cause: string
  readonly remedy: string
}

export const TROUBLES: readonly Trouble[] = [
  {
    shown: 'No certificate is offered',
    cause: 'The browser was open during the import, or another user is signed in to the computer.',
    remedy: 'Close the browser and try again. If certmgr.msc shows nothing under Personal, import it again.',
  },
  {
    shown: 'MAC verification failed during PKCS12 import (wrong password?)',
    cause: 'macOS: the password was mistyped, or the PFX has the modern format of the stick.',
    remedy: 'Type it again; if it fails, ask for the files of certstick export --to macos.',
  },
  {
    shown: 'The specified network password is not correct',
    cause: 'The password was mistyped, or Windows is older than 10 1809 and the PFX is modern.',
    remedy: 'Type it again; if it fails, ask for the PFX of certstick export --to pfx.',
  },
  ...SIGN_IN_FAULTS.filter(({ onPage }) => onPage === true).map((fault) => ({
    shown: faultTitle(fault),
    cause: fault.cause,
    remedy: fault.remedy,
  })),
]
