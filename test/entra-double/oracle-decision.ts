// What the oracle says: the user is signed in, or the code with which the sign-in ends.

export type Decision =
  | {
      readonly signsIn: true
      /** Such as `SubjectKeyIdentifier`, and its priority. */
      readonly field: string
      readonly priority: number
      readonly isMultiFactor: boolean
    }
  /** `no-link`: the page offers no sign-in with a certificate. */
  | { readonly signsIn: false; readonly code: number | 'no-link'; readonly why: string }

/** Ends the decision where it is thrown. */
export class Ends extends Error {
  readonly code: number | 'no-link'

  constructor(code: number | 'no-link', why: string) {
    super(why)
    this.code = code
  }
}
