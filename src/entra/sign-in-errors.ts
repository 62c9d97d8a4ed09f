// How a sign-in with a certificate can end: the codes that Entra ID shows and writes into its log, with cause and remedy. The
// hand-over page, the documents and `entra check --log` all take them from here. Microsoft may change codes and texts.
// Source: Microsoft Entra, "Certificate revocation list for CBA", "Troubleshoot certificate-based authentication",
// "Authentication and authorization error codes".

export interface SignInFault {
  readonly codes: readonly number[]
  /** The part of the text that is always the same; of 500189, whose text Microsoft does not print, our own words. */
  readonly text: string
  readonly cause: string
  readonly remedy: string
  /** Whether it is so frequent that the page for the user names it. */
  readonly onPage?: boolean
}

export const SIGN_IN_FAULTS: readonly SignInFault[] = [
  {
    codes: [1001003],
    text: 'Unable to acquire value specified in binding from certificate',
    cause: 'Another certificate was chosen, or one without the user principal name.',
    remedy: 'Close the browser, and choose the certificate by its thumbprint.',
    onPage: true,
  },
  {
    codes: [130501],
    text: 'Sign in was blocked due to User Credential Policy',
    cause: 'Certificate sign-in is not enabled for this user.',
    remedy: 'The administrator adds the user to the method’s group. It can take an hour.',
    onPage: true,
  },
  {
    codes: [500176],
    text: 'The certificate authority that issued your certificate has not been set up in the tenant',
    cause: 'The root was not uploaded to Entra ID, or another root was.',
    remedy: 'The administrator uploads rootCA.cer.',
    onPage: true,
  },
  {
    codes: [500183, 7000214],
    text: 'Certificate has been revoked',
    cause: 'It was reported lost, or was replaced.',
    remedy: 'Ask for a new certificate; this one cannot be used again.',
    onPage: true,
  },
  {
    codes: [500173],
    text: 'Unable to download CRL',
    cause: 'The CRL has expired or cannot be downloaded. This affects all users.',
    remedy: 'The administrator publishes a new CRL.',
    onPage: true,
  },
  {
    codes: [90100],
    text: 'flowtoken parameter is empty or not valid',
    cause: 'The browser still uses the certificate that failed before.',
    remedy: 'Close the browser and start again.',
    onPage: true,
  },
  {
    codes: [50017],
    text: 'Validation of given certificate for certificate-based authentication failed',
    cause: 'The root is not in the trust store, the key identifiers differ, or the CRL has a fault.',
    remedy: 'Run certstick entra check, which looks at all three.',
  },
  {
    codes: [50034],
    text: 'The user account does not exist in the directory',
    cause:
      'The name was mistyped, or no binding leads from the certificate to this user. May be missing from the log.',
    remedy: 'Compare the name; run certstick entra check, which evaluates the bindings.',
  },
  {
    codes: [50192],
    text: 'No credential was found in the request',
    cause: 'No certificate was sent: the choice was cancelled, or a proxy that inspects TLS removed it.',
    remedy: 'Exempt *.certauth.login.microsoftonline.com from inspection; start a new browser session.',
  },
  {
    codes: [500171],
    text: 'The certificate has been revoked',
    cause: 'It is on the CRL.',
    remedy: 'Issue a new certificate.',
  },
  {
    codes: [500172],
    text: 'The certificate is not valid; its time has not begun or is over',
    cause: 'The certificate or the CRL is outside its time, or a clock is wrong.',
    remedy: 'Issue a new certificate, or publish a new CRL.',
  },
  {
    codes: [500174],
    text: 'Unable to construct valid CRL from response',
    cause: 'What the CRL URL returns is no CRL, or is damaged.',
    remedy: 'Serve the DER file rootCA.crl as it is; certstick crl check looks at it.',
  },
  {
    codes: [500175],
    text: 'Revocation check failed because the CRL for one certificate in the chain is missing',
    cause: 'A CA of the chain has no CRL, or a wrong CRL URL.',
    remedy: 'Publish a CRL for each CA of the chain, and set its URL.',
  },
  {
    codes: [500177],
    text: 'Delta CRL is configured without a base CRL',
    cause: 'The CA has the URL of a delta CRL only.',
    remedy: 'Remove it, and set the URL of the CRL.',
  },
  {
    codes: [500178],
    text: 'Unable to retrieve valid CRL segments',
    cause: 'Parts of the CRL are missing or out of date.',
    remedy: 'Publish the CRL again, and try again.',
  },
  {
    codes: [500179],
    text: 'CRL validation timed out',
    cause: 'The CRL took more than ten seconds, or is too large.',
    remedy: 'Publish it on a faster host.',
  },
  {
    codes: [500189],
    text: 'The user is not in the scope of the certificate authority',
    cause: 'The CA is limited to a group, and the user is not in it.',
    remedy: 'Add the user to that group, or change the scope of the CA.',
  },
  {
    codes: [220501],
    text: 'Unable to download CRL; invalid response, or none',
    cause: 'The host of the CRL cannot be reached from the internet, or the CRL has expired.',
    remedy: 'Open the CRL URL from another network; publish a new CRL.',
  },
  {
    codes: [2205011],
    text: 'The downloaded CRL is not valid ASN.1',
    cause: 'It is PEM or cut off.',
    remedy: 'Serve the DER file rootCA.crl as it is.',
  },
  {
    codes: [2205012],
    text: 'The attempt to download the CRL timed out',
    cause: 'The host is slow, or blocks Microsoft’s addresses.',
    remedy: 'Try again in some minutes; look at the host.',
  },
  {
    codes: [2205013],
    text: 'CRL download is in progress',
    cause: 'Many users sign in while Entra ID fetches a new CRL.',
    remedy: 'Try again in some minutes; publish the next CRL well before the last one ends.',
  },
  {
    codes: [2205014],
    text: 'The CRL exceeds the maximum size',
    cause: 'It has more than 20 MB (45 MB in clouds of the US government).',
    remedy: 'Try again later; replace the CA.',
  },
  {
    codes: [2205015],
    text: 'The CRL failed signature validation',
    cause: 'The URL has the CRL of another CA, or of a former key of this one.',
    remedy: 'Publish the CRL of this CA there.',
  },
  {
    codes: [1001000],
    text: 'Unable to acquire certificate policy from tenant',
    cause: 'The user that the certificate names is not known, or the policy cannot be read.',
    remedy: 'Choose the right certificate, and try again.',
  },
  {
    codes: [50057],
    text: 'The user account is disabled',
    cause: 'An administrator disabled it.',
    remedy: 'Enable the account.',
  },
  {
    codes: [50053],
    text: 'The account is locked',
    cause: 'Too many failed sign-ins, or an address that Microsoft takes for malicious.',
    remedy: 'Wait, or unblock the user.',
  },
  {
    codes: [50072, 50074, 50076, 50079],
    text: 'A second factor is required',
    cause: 'The certificate counts as one factor, and a policy asks for two.',
    remedy:
      'Give the user a second factor (a passkey, or a Temporary Access Pass to register one), or let a rule count the certificate as two.',
  },
  {
    codes: [53000, 53001, 53002, 53003, 530032],
    text: 'Access was blocked by conditional access',
    cause: 'The device, the program or the place does not satisfy a policy.',
    remedy: 'The entry of the log in the Entra admin center names the policy.',
  },
  {
    codes: [53004, 53010, 53011],
    text: 'Registration is blocked, or the user is at risk',
    cause: 'Identity protection stopped the sign-in.',
    remedy: 'An administrator looks at the risk and dismisses it.',
  },
  {
    codes: [75011],
    text: 'The authentication method does not match the one that was requested',
    cause: 'The program asks for a password.',
    remedy: 'The owner of the program changes its request.',
  },
  {
    codes: [50020, 51004, 90072],
    text: 'The account does not exist in this tenant',
    cause: 'A guest, or a user of another tenant.',
    remedy: 'Sign in at the home tenant of the user.',
  },
  {
    codes: [50105],
    text: 'The user is not assigned to the program',
    cause: 'The program requires an assignment.',
    remedy: 'Assign the user or a group to it.',
  },
]

/** Null: the code is not about certificates. */
export function findFault(code: number): SignInFault | null {
  return SIGN_IN_FAULTS.find(({ codes }) => codes.includes(code)) ?? null
}

/** `AADSTS500183 or AADSTS7000214: Certificate has been revoked` */
export function faultTitle({ codes, text }: SignInFault): string {
  return `${codes.map((code) => `AADSTS${code}`).join(' or ')}: ${text}`
}
