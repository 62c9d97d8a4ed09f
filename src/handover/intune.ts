// Intune profiles with which each device gets its user's certificate without a stick, as bodies for
// POST /beta/deviceManagement/deviceConfigurations. Source: Microsoft Graph beta, `windows81TrustedRootCertificate`,
// `windows10PkcsCertificateProfile`, `windows81SCEPCertificateProfile`, `customSubjectAlternativeName`.
import { type MediaTree, makeTree } from '../media/tree.ts'
import { CLIENT_AUTH_OID } from '../x509/oids.ts'
import { type HandoverFacts, handoverFacts } from './facts.ts'
import { type Handover, jsonFile, ROOT_FILE, STEPS_FILE, textFile } from './handover.ts'
import { SCRIPT_LINES, startScript } from './powershell-steps.ts'

const SCRIPT = 'post-profiles.ps1'

/** @param script templates/handover/post-profiles.ps1 */
export function intuneFiles(handover: Handover, script: Uint8Array): MediaTree {
  const facts = handoverFacts(handover)
  return makeTree([
    [ROOT_FILE, handover.root],
    ['trusted-root.json', jsonFile(trustedRoot(handover, facts))],
    ['pkcs-profile.json', jsonFile(pkcsProfile())],
    ['scep-profile.json', jsonFile(scepProfile())],
    [SCRIPT, script],
    [STEPS_FILE, textFile(stepLines(facts), '\r\n')],
  ])
}

function trustedRoot({ root }: Handover, { rootName }: HandoverFacts): object {
  return {
    '@odata.type': '#microsoft.graph.windows81TrustedRootCertificate',
    displayName: `Trusted root: ${rootName}`,
    trustedRootCertificate: Buffer.from(root).toString('base64'),
    certFileName: ROOT_FILE,
    destinationStore: 'computerCertStoreRoot',
  }
}

/** What both profiles have in common: one year, renewed in its last fifth, UPN in the SAN, client authentication. */
const COMMON = {
  certificateStore: 'user',
  certificateValidityPeriodScale: 'years',
  certificateValidityPeriodValue: 1,
  renewalThresholdPercentage: 20,
  keyStorageProvider: 'useTpmKspOtherwiseUseSoftwareKsp',
  subjectNameFormat: 'custom',
  subjectNameFormatString: 'CN={{UserPrincipalName}}',
  subjectAlternativeNameType: 'none',
  customSubjectAlternativeNames: [{ sanType: 'userPrincipalName', name: '{{UserPrincipalName}}' }],
  extendedKeyUsages: [{ name: 'Client Authentication', objectIdentifier: CLIENT_AUTH_OID }],
} as const

/** A value of the tenant. post-profiles.ps1 fills it in, and posts no profile that still has a placeholder. */
const placeholder = (what: string): string => `REPLACE-WITH-${what}`

function pkcsProfile(): object {
  return {
    '@odata.type': '#microsoft.graph.windows10PkcsCertificateProfile',
    displayName: 'User certificate for sign-in (PKCS)',
    ...COMMON,
    certificationAuthority: placeholder('CA-HOST-NAME'),
    certificationAuthorityName: placeholder('CA-NAME'),
    certificateTemplateName: placeholder('TEMPLATE-NAME'),
  }
}

function scepProfile(): object {
  return {
    '@odata.type': '#microsoft.graph.windows81SCEPCertificateProfile',
    displayName: 'User certificate for sign-in (SCEP)',
    ...COMMON,
    scepServerUrls: [placeholder('SCEP-URL')],
    keyUsage: 'digitalSignature,keyEncipherment', // a set of flags, joined by commas
    keySize: 'size2048',
    hashAlgorithm: 'sha2',
    'rootCertificate@odata.bind': placeholder('TRUSTED-ROOT-ID'),
  }
}

function stepLines({ rootName, rootThumbprint }: HandoverFacts): string[] {
  return [
    'Certificates by Intune, without sticks',
    '',
    'When: the devices are enrolled in Intune, and there is an AD CS enterprise CA or a SCEP service that can issue.',
    'certstick is not such a service: it has no server. Use its root here only if the CA is this root, or is signed by it:',
    `  ${rootName}`,
    `  thumbprint ${rootThumbprint}`,
    `If not, put the root of the issuing CA into trusted-root.json, and upload that root to Entra ID too.`,
    '',
    ...SCRIPT_LINES,
    '',
    'PKCS, with AD CS',
    '1. On the CA create a template for users: subject supplied in the request, client authentication, at least RSA',
    '   2048. Let the connector’s computer Read and Enroll it, and Issue and Manage Certificates on the CA.',
    '2. Intune admin center, Tenant administration, Connectors and tokens, Certificate connectors, Add: download',
    '   the Certificate Connector for Microsoft Intune; install it on a Windows Server that is joined to the domain,',
    '   choose PKCS (and revocation), sign in as an Intune administrator who has an Intune licence.',
    `3. ${startScript(SCRIPT, '-CertificationAuthority HOST -CertificationAuthorityName NAME -TemplateName NAME')}`,
    '',
    'SCEP, with NDES or a service',
    "1. A SCEP server that Intune can validate against: NDES with the connector, SCEP chosen, or a third party's.",
    `2. ${startScript(SCRIPT, '-ScepServerUrl URL')}`,
    '',
    'Then',
    '4. In Intune, Devices, Configuration: assign the trusted root and the profile to the same pilot group of users.',
    '5. On a pilot device open certmgr.msc, Personal: the subject alternative name is the user principal name.',
    '6. Test the sign-in, then extend the group. Then only devices that are not enrolled need a stick.',
  ]
}
