// What people see when a certificate sign-in fails, in the very words of the programs, why, and what helps.
// Entra's texts: Microsoft, "Troubleshoot certificate-based authentication" and "Certificate revocation list for CBA".

export interface Trouble {
  /** As it stands on the screen; the part that is always there. */
  readonly shown: string
  readonly cause: string
  readonly remedy: string
}

export const TROUBLES: readonly Trouble[] = [
  {
    shown: 'No certificate is offered',
    cause: 'The browser ran while the certificate came, or another user is signed in to the computer.',
    remedy: 'Quit the browser, try again. If certmgr.msc shows nothing under Personal: import it anew.',
  },
  {
    shown: 'MAC verification failed during PKCS12 import (wrong password?)',
    cause: 'macOS: the password is mistyped, or the PFX is the modern one of the stick.',
    remedy: 'Type it once more; then ask for the files of certstick export --to macos.',
  },
  {
    shown: 'The specified network password is not correct',
    cause: 'Windows: the password is mistyped, or it is older than 10 1809 and the PFX modern.',
    remedy: 'Type it once more; then ask for the PFX of certstick export --to pfx.',
  },
  {
    shown: 'AADSTS1001003: Unable to acquire value specified in binding from certificate',
    cause: 'Another certificate was picked, or one without the user principal name.',
    remedy: 'Quit the browser and pick the certificate whose thumbprint is above.',
  },
  {
    shown: 'AADSTS130501: Sign in was blocked due to User Credential Policy',
    cause: 'Certificate sign-in is not enabled for this user.',
    remedy: 'The administrator adds the user to the method’s group; that may take an hour.',
  },
  {
    shown:
      'AADSTS500176: The certificate authority that issued your certificate has not been set up in the tenant',
    cause: 'The root was never uploaded to Entra ID, or another one was.',
    remedy: 'The administrator uploads rootCA.cer.',
  },
  {
    shown: 'AADSTS500183 or AADSTS7000214: Certificate has been revoked',
    cause: 'It was reported lost, or replaced.',
    remedy: 'Ask for a new one; this one never comes back.',
  },
  {
    shown: 'AADSTS500173: Unable to download CRL',
    cause: 'The CRL is out of reach or has expired: that hits everybody at once.',
    remedy: 'The administrator publishes a fresh CRL.',
  },
  {
    shown: 'AADSTS90100: flowtoken parameter is empty or not valid',
    cause: 'The browser goes on with the certificate that failed before.',
    remedy: 'Quit the browser and begin again.',
  },
]
