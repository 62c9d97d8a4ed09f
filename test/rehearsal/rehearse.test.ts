import { describe, expect, test } from 'vitest'
import { MEDIA_PATHS } from '../../src/media/layout.ts'
import { mediumOf } from '../../src/media/medium.ts'
import { renderSignIn } from '../../src/rehearsal/page.ts'
import { type Rehearsal, rehearse } from '../../src/rehearsal/rehearse.ts'
import { signCertificate } from '../../src/x509/certificate.ts'
import { certificateUserIds } from '../../src/x509/certificate-user-ids.ts'
import { extendedKeyUsage, userPrincipalName } from '../../src/x509/extensions.ts'
import { thumbprint } from '../../src/x509/identifiers.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { generateKeyPairSync } from '../../src/x509/key-pair.ts'
import { encodeName } from '../../src/x509/name.ts'
import { CLIENT_AUTH_OID, SERVER_AUTH_OID } from '../../src/x509/oids.ts'
import type { PfxFormat } from '../../src/x509/pfx-formats.ts'
import { makeMedium, PASSWORD } from '../support/media.ts'
import { makePfx } from '../support/pfx.ts'
import { makeClient, makeRoot, oneYearFromNow } from '../support/roots.ts'
import { frozenRandom } from '../support/world.ts'

const PASSWORD_FILE = 'Certs/jane-cba.password.txt'
const PFX = 'Certs/jane-cba.pfx'
const root = makeRoot()
const made = makeMedium(root, { store: 'machine' })
const year = oneYearFromNow()
const DAY = 86_400_000

/** A leaf for these days, because it is OpenSSL's clock that counts here. */
type Leaf = ReturnType<typeof makeClient>
const jane = makeClient(root, year)

function stick(leaf: Leaf = jane, format: PfxFormat = 'legacy', medium = made): Map<string, Uint8Array> {
  const { privateKey, certificate } = leaf
  const chain = [root.certificate]
  const content = { privateKey, certificate, chain, friendlyName: 'jane', password: PASSWORD }
  return new Map(medium.files).set(PFX, makePfx(content, format, frozenRandom()))
}

async function rehearsed(files: ReadonlyMap<string, Uint8Array>): Promise<readonly Rehearsal[]> {
  return rehearse(mediumOf(files), { random: frozenRandom(), now: new Date() })
}

/** Of one user's own root key, with whatever extensions. */
function signed(extensions: Parameters<typeof signCertificate>[0]['extensions']): Leaf {
  const keyPair = generateKeyPairSync('ec-p256')
  const body = {
    serialNumber: '5a01',
    issuer: inspectCertificate(root.certificate).subjectDer,
    validity: year,
    subject: encodeName([{ type: 'commonName', value: 'jane' }]),
    publicKeyInfo: keyPair.publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  }
  return { ...keyPair, certificate: signCertificate(body, root.privateKey) }
}

describe('a whole stick', () => {
  test.each(['legacy', 'modern'] as const)(
    'signs in with its %s PFX, and the server sees who it is',
    async (format) => {
      const rehearsals = await rehearsed(stick(jane, format))
      expect(rehearsals).toEqual([
        {
          pfx: PFX,
          places: ['autounattend.xml'],
          signIn: {
            accepted: true,
            seen: {
              userPrincipalName: 'jane@yourdomain.com',
              issuer: 'O=Größe & Söhne, CN=Contoso Root CA',
              serialNumber: '5a000000000000000000000000000001',
              thumbprint: thumbprint(jane.certificate),
              validUntil: year.notAfter.toISOString().slice(0, 10),
              certificateUserIds: Object.values(certificateUserIds(jane.certificate)).filter(
                (id) => id !== null,
              ),
              protocol: 'TLSv1.3',
            },
          },
        },
      ])
      expect(JSON.stringify(rehearsals)).not.toContain(PASSWORD.reveal())
    },
  )

  test.each([
    ['machine', 'inline', ['autounattend.xml']],
    ['machine', 'script', [PASSWORD_FILE]],
    ['user', 'inline', [PASSWORD_FILE]],
    ['user', 'script', [PASSWORD_FILE]],
    ['both', 'inline', ['autounattend.xml', PASSWORD_FILE]],
    ['both', 'script', [PASSWORD_FILE]],
  ])('for the %s store, by %s, gives its password in %j', async (store, mode, places) => {
    const rehearsals = await rehearsed(stick(jane, 'legacy', makeMedium(root, { store, import: mode })))
    expect(rehearsals).toMatchObject([{ pfx: PFX, places, signIn: { accepted: true } }])
  })

  test('signs in with an RSA key too, from a root with an RSA key', async () => {
    const issuer = makeRoot({ keyAlgorithm: 'rsa-2048' })
    const { privateKey, certificate } = makeClient(issuer, { ...year, keyAlgorithm: 'rsa-2048' })
    const content = { privateKey, certificate, chain: [], friendlyName: 'jane', password: PASSWORD }
    const files = stick().set(PFX, makePfx(content, 'legacy', frozenRandom()))
    const [rehearsal] = await rehearsed(files.set(MEDIA_PATHS.rootCertificate, issuer.certificate))
    expect(rehearsal?.signIn.accepted).toBe(true)
  })
})

/** A name that goes on from `a stick with`, the files, and a part of what is said. */
const BROKEN: readonly (readonly [string, () => Map<string, Uint8Array>, string])[] = [
  [
    'another root',
    () => stick().set(MEDIA_PATHS.rootCertificate, makeRoot({ commonName: 'Other' }).certificate),
    'was not signed by the stick’s Certs/rootCA.cer',
  ],
  [
    'another root of the same name',
    () => stick().set(MEDIA_PATHS.rootCertificate, makeRoot().certificate),
    'was not signed by the stick’s Certs/rootCA.cer',
  ],
  ['no root', () => without(MEDIA_PATHS.rootCertificate), 'Certs/rootCA.cer was not found'],
  [
    'a root that is none',
    () => stick().set(MEDIA_PATHS.rootCertificate, Buffer.from('x')),
    'is not a DER certificate',
  ],
  ['no PFX', () => without(PFX), 'Certs/jane-cba.pfx was not found'],
  ['a PFX that is none', () => stick().set(PFX, Buffer.from('x')), 'this is not a PFX'],
  ['no answer file', () => without(MEDIA_PATHS.answerFile), 'no file on the stick contains the password'],
  ['a script that was edited', withEditedScript, 'no file on the stick contains the password'],
  ['another password', withOtherPassword, 'the password does not open the PFX'],
  [
    'a certificate that has expired',
    () => stick(makeClient(root, { ...year, notAfter: new Date(year.notBefore.getTime() + 1000) })),
    'the certificate has expired',
  ],
  [
    'a certificate that is not valid yet',
    () => stick(makeClient(root, { ...year, notBefore: new Date(year.notBefore.getTime() + DAY) })),
    'the certificate is not valid yet',
  ],
  [
    'a certificate for servers',
    () => stick(signed([extendedKeyUsage(SERVER_AUTH_OID), userPrincipalName('jane@yourdomain.com')])),
    'its extended key usage lacks clientAuth',
  ],
  [
    'a certificate of nobody',
    () => stick(signed([extendedKeyUsage(CLIENT_AUTH_OID)])),
    'the certificate names 0 users',
  ],
]

describe('a stick with', () => {
  test.each(BROKEN)('%s does not sign in, and the reason is said', async (_, files, why) => {
    const [rehearsal, ...more] = await rehearsed(files())
    expect(more).toEqual([])
    expect(rehearsal?.signIn).toMatchObject({ accepted: false, why: expect.stringContaining(why) })
  })
})

const SEEN = {
  userPrincipalName: '<b>jane',
  issuer: '"><i>',
  serialNumber: '5a',
  thumbprint: 'AA',
  validUntil: '2027-01-01',
  certificateUserIds: ['X509:<PN><script>alert(1)</script>'],
  protocol: 'TLSv1.3',
}

test('a visitor’s browser is shown hostile names as text', () => {
  const page = renderSignIn({ accepted: true, seen: SEEN })
  expect(page).not.toMatch(/<script|<b>|<i>/)
  expect(page).toContain('&lt;script&gt;')
})

test('the page fits a phone, and names the values for certificateUserIds once', () => {
  const certificateUserIds = ['X509:<PN>jane@yourdomain.com', 'X509:<SKI>00']
  const page = renderSignIn({ accepted: true, seen: { ...SEEN, certificateUserIds } })
  expect(page).toContain('name="viewport"')
  expect(page.match(/certificateUserIds/g)).toHaveLength(1)
  expect(page).toContain('X509:&lt;SKI&gt;00')
})

function without(path: string): Map<string, Uint8Array> {
  const files = stick()
  expect(files.delete(path)).toBe(true)
  return files
}

function withEditedScript(): Map<string, Uint8Array> {
  const files = stick(jane, 'legacy', makeMedium(root, { import: 'script' }))
  const script = Buffer.from(files.get(MEDIA_PATHS.script) ?? []).toString('latin1')
  return files.set(MEDIA_PATHS.script, Buffer.from(`${script}# mine\r\n`, 'latin1'))
}

function withOtherPassword(): Map<string, Uint8Array> {
  const files = stick()
  const xml = Buffer.from(files.get(MEDIA_PATHS.answerFile) ?? []).toString()
  expect(xml).toContain(PASSWORD.reveal())
  return files.set(MEDIA_PATHS.answerFile, Buffer.from(xml.replaceAll(PASSWORD.reveal(), 'Wrong-Horse-7')))
}
