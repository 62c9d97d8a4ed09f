import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { intuneFiles } from '../../src/handover/intune.ts'
import { makeHandover, textOf } from '../support/handover.ts'
import { parsesAsPowerShell } from '../support/powershell-grammar.ts'

const script = readFileSync(new URL('../../templates/handover/post-profiles.ps1', import.meta.url))

function profile(name: string): Record<string, unknown> {
  return JSON.parse(textOf(intuneFiles(makeHandover().handover, script), name))
}

/**
 * The fields that Graph beta documents for each type, those of its base types included, with the values that a field
 * of a closed set may have. learn.microsoft.com/graph/api/resources/intune-deviceconfig-…?view=graph-rest-beta
 */
const ANY = null
const BASE = { '@odata.type': ANY, displayName: ANY, description: ANY }
const CERTIFICATE_BASE = {
  ...BASE,
  renewalThresholdPercentage: ANY,
  keyStorageProvider: [
    'useTpmKspOtherwiseUseSoftwareKsp',
    'useTpmKspOtherwiseFail',
    'usePassportForWorkKspOtherwiseFail',
    'useSoftwareKsp',
  ],
  subjectNameFormat: ['commonName', 'commonNameIncludingEmail', 'commonNameAsEmail', 'custom'],
  subjectNameFormatString: ANY,
  subjectAlternativeNameType: ['none', 'emailAddress', 'userPrincipalName', 'domainNameService'],
  certificateValidityPeriodValue: ANY,
  certificateValidityPeriodScale: ['days', 'months', 'years'],
  certificateStore: ['user', 'machine'],
  customSubjectAlternativeNames: ANY,
  extendedKeyUsages: ANY,
}
const DOCUMENTED: Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>> = {
  '#microsoft.graph.windows81TrustedRootCertificate': {
    ...BASE,
    trustedRootCertificate: ANY,
    certFileName: ANY,
    destinationStore: ['computerCertStoreRoot', 'computerCertStoreIntermediate', 'userCertStoreIntermediate'],
  },
  '#microsoft.graph.windows10PkcsCertificateProfile': {
    ...CERTIFICATE_BASE,
    certificationAuthority: ANY,
    certificationAuthorityName: ANY,
    certificateTemplateName: ANY,
  },
  '#microsoft.graph.windows81SCEPCertificateProfile': {
    ...CERTIFICATE_BASE,
    scepServerUrls: ANY,
    keyUsage: ['digitalSignature,keyEncipherment'],
    keySize: ['size1024', 'size2048'],
    hashAlgorithm: ['sha1', 'sha2'],
    'rootCertificate@odata.bind': ANY,
  },
}

test.each(['trusted-root.json', 'pkcs-profile.json', 'scep-profile.json'])(
  '%s has only fields that Graph documents, with values that it knows',
  (name) => {
    const content = profile(name)
    const fields = DOCUMENTED[String(content['@odata.type'])]
    for (const [field, value] of Object.entries(content)) {
      expect(fields, field).toHaveProperty([field])
      const known = fields?.[field]
      if (known) expect(known).toContain(value)
    }
  },
)

test('the root goes into the computer’s Root store, as it is', () => {
  const { handover } = makeHandover()
  const content = JSON.parse(textOf(intuneFiles(handover, script), 'trusted-root.json'))
  expect(content).toMatchObject({
    trustedRootCertificate: Buffer.from(handover.root).toString('base64'),
    certFileName: 'rootCA.cer',
    destinationStore: 'computerCertStoreRoot',
  })
})

test('both profiles put the user principal name into the SAN, for client authentication, in the user’s store', () => {
  for (const name of ['pkcs-profile.json', 'scep-profile.json']) {
    expect(profile(name)).toMatchObject({
      certificateStore: 'user',
      customSubjectAlternativeNames: [{ sanType: 'userPrincipalName', name: '{{UserPrincipalName}}' }],
      extendedKeyUsages: [{ objectIdentifier: '1.3.6.1.5.5.7.3.2' }],
    })
  }
})

test('the script fills in every placeholder, and posts none', async () => {
  const text = script.toString()
  expect(await parsesAsPowerShell(text)).toBe(true)
  expect(script.every((byte) => byte < 0x80)).toBe(true)
  expect(text).toMatch(/-match 'REPLACE-WITH-'\) \{ throw/)
  for (const name of ['pkcs-profile.json', 'scep-profile.json']) {
    expect(text).toContain(`'${name}'`)
    for (const [field, value] of Object.entries(profile(name))) {
      if (JSON.stringify(value).includes('REPLACE-WITH-')) {
        expect(text, field).toMatch(new RegExp(`\\$leaf\\.'?${field}'? = `))
      }
    }
  }
})
