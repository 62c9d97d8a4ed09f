// What an administrator needs in Entra ID: the certificateUserIds of this certificate with a script that merges them,
// the root for upload, and the requests of the user's last day. Source: Microsoft Graph v1.0, `user` and
// `certificateAuthorityDetail`; Microsoft Entra, "Map to the certificateUserIds attribute".
import { type MediaTree, makeTree } from '../media/tree.ts'
import { certificateUserIds } from '../x509/certificate-user-ids.ts'
import { type Bindings, entraRequests } from './entra-requests.ts'
import { type HandoverFacts, handoverFacts } from './facts.ts'
import { renderRequests } from './graph.ts'
import { type Handover, jsonFile, ROOT_FILE, STEPS_FILE, textFile } from './handover.ts'
import { SCRIPT_LINES, startScript } from './powershell-steps.ts'

const VALUES = 'certificate-user-ids.json'
const SCRIPT = 'bind-certificate.ps1'
const REQUESTS = 'requests.http'

/** @param script templates/handover/bind-certificate.ps1 */
export function entraFiles(handover: Handover, script: Uint8Array): MediaTree {
  const facts = handoverFacts(handover)
  const values = bindings(handover)
  return makeTree([
    [ROOT_FILE, handover.root],
    [VALUES, jsonFile({ userPrincipalName: handover.userPrincipalName, certificateUserIds: values })],
    [SCRIPT, script],
    [REQUESTS, textFile(renderRequests(entraRequests(handover, facts, values)))],
    [STEPS_FILE, textFile(stepLines(handover, facts), '\r\n')],
  ])
}

/** By the names that the script accepts. The first three have high affinity. */
function bindings({ certificate }: Handover): Bindings {
  const ids = certificateUserIds(certificate)
  return {
    SubjectKeyIdentifier: ids.subjectKeyIdentifier,
    Sha1PublicKey: ids.sha1PublicKey,
    IssuerAndSerialNumber: ids.issuerAndSerialNumber,
    PrincipalName: ids.principalName,
  }
}

function stepLines(handover: Handover, facts: HandoverFacts): string[] {
  return [
    `Entra ID for the certificate of ${handover.userPrincipalName}`,
    `Thumbprint ${facts.thumbprint}, valid until ${facts.validUntil}`,
    '',
    ...SCRIPT_LINES,
    '',
    'Once per tenant',
    '1. In the Entra admin center search for Public key infrastructure: create one, and upload',
    `   ${ROOT_FILE} into it as a root. Thumbprint ${facts.rootThumbprint}.`,
    ...crlLines(handover),
    '2. Authentication methods, Certificate-based authentication: enable it for a pilot group.',
    '3. Set its username binding: PrincipalName to userPrincipalName needs no work per user, but whoever has',
    '   rootCA.key can sign in as any of them. Stronger is SKI to certificateUserIds, which a tenant may have already:',
    '   bind each certificate as described below, then add a rule for this issuer that requires high affinity. Without',
    '   that rule the bindings by name stay open beside it.',
    'certstick entra apply does all of this after you have seen its plan; certstick entra check says what is missing.',
    '',
    'For this certificate, if the binding is certificateUserIds',
    `4. ${startScript(SCRIPT)}`,
    '   It reads the values that the user has, and adds the one of this certificate. More than ten are refused, and so is',
    '   a value that another user has.',
    '   -WhatIf shows the changes only; -Binding Sha1PublicKey, IssuerAndSerialNumber, PrincipalName adds others.',
    `   The values are in ${VALUES}, the plain requests in ${REQUESTS}.`,
    '',
    'On the last day, or when the device is lost',
    `5. In ${REQUESTS}: block new sign-ins if it is the last day; end the running sessions and take the value of this`,
    '   certificate away in both cases. certstick entra remove does the same.',
    `6. Run certstick revoke ${facts.serialNumber}, then certstick crl, and publish the new CRL.`,
    '',
    'Policy changes take up to an hour.',
  ]
}

function crlLines({ crlUrl }: Handover): string[] {
  return crlUrl === null
    ? [
        '   Without a CRL URL Entra does not check for revocation: a revoked certificate works until the account is',
        '   disabled or its binding is removed. Set one with certstick ca set --crl-url, and export again.',
      ]
    : [
        `   CRL URL ${crlUrl}. Once it is set, every sign-in fails while the CRL is expired or cannot be fetched.`,
      ]
}
