// What an administrator needs in Entra ID: the certificateUserIds of this certificate with a script that merges them,
// the root for upload, and the requests of the user's last day. Source: Microsoft Graph v1.0, `user` and
// `certificateAuthorityDetail`; Microsoft Entra, "Map to the certificateUserIds attribute".
import { type MediaTree, makeTree } from '../media/tree.ts'
import { certificateUserIds } from '../x509/certificate-user-ids.ts'
import { type HandoverFacts, handoverFacts } from './facts.ts'
import { type GraphRequest, renderRequests } from './graph.ts'
import { type Handover, jsonFile, ROOT_FILE, STEPS_FILE, textFile } from './handover.ts'
import { offboardingRequests, userPath } from './offboarding.ts'
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
    [REQUESTS, textFile(renderRequests(requests(handover, facts, values)))],
    [STEPS_FILE, textFile(stepLines(handover, facts), '\r\n')],
  ])
}

type Bindings = Readonly<Record<string, string | null>>

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

function requests(handover: Handover, facts: HandoverFacts, values: Bindings): GraphRequest[] {
  const user = userPath(handover.userPrincipalName)
  const trust = '/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations'
  const best = values['SubjectKeyIdentifier'] ?? values['Sha1PublicKey'] ?? ''
  return [
    {
      title: '1. The values that the user already has (User.Read.All)',
      line: `GET ${user}?$select=id,userPrincipalName,authorizationInfo`,
    },
    {
      title:
        '2. Bind this certificate (User.ReadWrite.All). This replaces the list: add the values that request 1 showed',
      line: `PATCH ${user}`,
      body: { authorizationInfo: { certificateUserIds: [best] } },
    },
    {
      title:
        '3. Once per tenant: create a container for the root (PublicKeyInfrastructure.ReadWrite.All); returns an id',
      line: `POST ${trust}`,
      body: { displayName: 'certstick' },
    },
    {
      title: '4. Upload the root, with the id of request 3 or of the container that already exists',
      line: `POST ${trust}/{id}/certificateAuthorities`,
      body: certificateAuthority(handover, facts),
    },
    ...offboardingRequests(handover.userPrincipalName).map(({ title, ...request }, index) => ({
      title: `${index + 5}. ${title}`,
      ...request,
    })),
  ]
}

/** `certificateAuthorityDetail`; Entra reads the rest from the certificate. */
function certificateAuthority(handover: Handover, facts: HandoverFacts): object {
  return {
    certificateAuthorityType: 'root',
    certificate: Buffer.from(handover.root).toString('base64'),
    displayName: facts.rootName,
    thumbprint: facts.rootThumbprint,
    expirationDateTime: facts.rootExpires,
    ...(handover.crlUrl === null ? {} : { certificateRevocationListUrl: handover.crlUrl }),
    isIssuerHintEnabled: true,
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
    '3. Set its username binding: PrincipalName to userPrincipalName needs no work per user. Stronger is SKI to',
    '   certificateUserIds with high affinity: then bind each certificate as described below.',
    '',
    'For this certificate, if the binding is certificateUserIds',
    `4. ${startScript(SCRIPT)}`,
    '   It reads the values that the user has, and adds the one of this certificate. More than ten are refused.',
    '   -WhatIf shows the changes only; -Binding Sha1PublicKey, IssuerAndSerialNumber, PrincipalName adds others.',
    `   The values are in ${VALUES}, the plain requests in ${REQUESTS}.`,
    '',
    'On the last day, or when the device is lost',
    '5. Send requests 5 and 6: disable the account if it is the last day; end all sessions in both cases.',
    '6. Run certstick revoke, then certstick crl, and publish the new CRL.',
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
