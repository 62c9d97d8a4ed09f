// The errors that users see when a certificate sign-in fails, with cause and remedy.
// Entra's texts: Microsoft, "Troubleshoot certificate-based authentication" and "Certificate revocation list for CBA".

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
  {
    shown: 'AADSTS1001003: Unable to acquire value specified in binding from certificate',
    cause: 'Another certificate was chosen, or one without the user principal name.',
    remedy: 'Close the browser and choose the certificate with the thumbprint above.',
  },
  {
    shown: 'AADSTS130501: Sign in was blocked due to User Credential Policy',
    cause: 'Certificate sign-in is not enabled for this user.',
    remedy: 'The administrator adds the user to the method’s group. It can take an hour.',
  },
  {
    shown:
      'AADSTS500176: The certificate authority that issued your certificate has not been set up in the tenant',
    cause: 'The root was not uploaded to Entra ID, or another root was.',
    remedy: 'The administrator uploads rootCA.cer.',
  },
  {
    shown: 'AADSTS500183 or AADSTS7000214: Certificate has been revoked',
    cause: 'It was reported lost, or was replaced.',
    remedy: 'Ask for a new certificate; this one cannot be used again.',
  },
  {
    shown: 'AADSTS500173: Unable to download CRL',
    cause: 'The CRL has expired or cannot be downloaded. This affects all users.',
    remedy: 'The administrator publishes a new CRL.',
  },
  {
    shown: 'AADSTS90100: flowtoken parameter is empty or not valid',
    cause: 'The browser still uses the certificate that failed before.',
    remedy: 'Close the browser and start again.',
  },
]
