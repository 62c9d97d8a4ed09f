import { randomBytes, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { mediumOf } from '../../src/media/medium.ts'
import { rehearse } from '../../src/rehearsal/rehearse.ts'
import { sequence, tagged, taggedBytes } from '../../src/x509/asn1.ts'
import { extendedKeyUsage, extension } from '../../src/x509/extensions.ts'
import { SERVER_AUTH_OID } from '../../src/x509/oids.ts'
import { encodePem } from '../../src/x509/pem.ts'
import {
  added,
  all,
  type Break,
  expecting,
  later,
  made,
  PFX,
  ROOT,
  receipt,
  root,
  testBrokenSticks,
} from '../support/broken-sticks.ts'
import { makeMedium, PASSWORD, verifyFiles } from '../support/media.ts'
import { makePfx, type ProtectedContent } from '../support/pfx.ts'
import { makeClient, makeRoot, makeRootWith } from '../support/roots.ts'
import { NOW } from '../support/world.ts'

const joe = makeClient(root, { userPrincipalName: 'joe@yourdomain.com' })
const elsewhere = makeRoot()

/** Another PFX in the place of jane's, that opens with the same password. */
function pfxOf(content: Partial<ProtectedContent>): Break {
  const whole = {
    privateKey: made.keyPair.privateKey,
    certificate: made.certificate,
    chain: [root.certificate],
    friendlyName: 'jane',
    password: PASSWORD,
    ...content,
  }
  return added(PFX, makePfx(whole, 'modern', randomBytes))
}

/** jane's certificate with some bytes of what is signed changed, and signed again. */
function resigned(from: string, to: string): Break {
  const hex = Buffer.from(made.certificate).toString('hex')
  expect(hex.split(from)).toHaveLength(2)
  const certificate = Buffer.from(hex.replace(from, to), 'hex')
  const end = 4 + 4 + certificate.readUInt16BE(6) // two headers of four bytes, X.690 §8.1.3.5
  sign('sha256', certificate.subarray(4, end), root.privateKey).copy(certificate, certificate.length - 256)
  return pfxOf({ certificate })
}

/** In hex, as `YYMMDDHHMMSSZ`. */
function utcTime(instant: string): string {
  return Buffer.from(instant.replace(/[-:T]/g, '').slice(2)).toString('hex')
}

testBrokenSticks([
  ['a damaged PFX', added(PFX, 'no PFX'), ['pfx-unreadable']],
  ['a key that does not belong', pfxOf({ privateKey: joe.privateKey }), ['pfx-key-mismatch']],
  ['another user’s certificate', pfxOf(joe), ['upn-differs']],
  [
    'another certificate of the same user',
    all(pfxOf(makeClient(root)), expecting({ receipt })),
    ['thumbprint-differs', 'file-changed'],
  ],
  [
    'a root in the PFX that is another',
    all(pfxOf({ chain: [elsewhere.certificate] }), expecting({ receipt })),
    ['pfx-other-certificate', 'file-changed'],
  ],
  [
    'certificates in the PFX that nobody needs',
    pfxOf({ chain: [joe.certificate] }),
    ['pfx-other-certificate'],
  ],
  ['another root', added(ROOT, elsewhere.certificate), ['chain-broken', 'pfx-other-certificate']],
  ['a root that is none', added(ROOT, joe.certificate), ['root-not-ca']],
  ['a root that cannot be read', added(ROOT, 'root'), ['root-malformed']],
  ['a root in PEM', added(ROOT, encodePem('CERTIFICATE', root.certificate)), ['root-malformed']],
  ['an expired root', later(365 * 10), ['root-expired', 'expired']],
  ['a certificate that is not valid yet', later(-2), ['not-yet-valid']],
  ['an expired certificate', later(366), ['expired']],
  ['a certificate that ends soon', later(340), ['expires-soon']],
  // notAfter as UTCTime, where 49 is 2049 (RFC 5280 §4.1.2.5.1)
  [
    'a certificate that outlives its root',
    resigned(utcTime(receipt.notAfter), utcTime('2049-12-31T23:59:59Z')),
    ['outlives-root'],
  ],
  ['a certificate without clientAuth', resigned('2b06010505070302', '2b06010505070301'), ['eku-missing']],
  [
    'a key that may not sign',
    resigned('0603551d0f0101ff040403020780', '0603551d0f0101ff040403020308'),
    ['key-usage-missing'],
  ],
  [
    'a CA’s own certificate',
    pfxOf({ certificate: root.certificate, privateKey: root.privateKey }),
    ['upn-differs', 'is-a-ca', 'eku-missing', 'key-usage-missing'],
  ],
])

test('a stick is not ready if OpenSSL refuses its certificate, though no rule says why', async () => {
  const domain = taggedBytes(2, Buffer.from('contoso.com'))
  const limited = makeRootWith(
    extension('nameConstraints', 'critical', sequence(tagged(0, sequence(domain)))),
  )
  const { files: good } = makeMedium(limited)
  expect((await verifyFiles(good)).findings).toEqual([])
  // of a name that is too long for a common name, OpenSSL takes the part before the @ for a DNS name
  const { files } = makeMedium(limited, { upn: `jane.doe-of-quite-a-long-name@${'long.'.repeat(8)}com` })
  expect((await verifyFiles(files)).findings).toMatchObject([{ severity: 'error', code: 'chain-refused' }])
  expect((await verifyFiles(files, { signsIn: false })).findings).toEqual([])
})

test('a stick is not ready under a root CA that a rule refuses, and a test sign-in says the same reason', async () => {
  const { files } = makeMedium(makeRootWith(extendedKeyUsage(SERVER_AUTH_OID)))
  const { findings } = await verifyFiles(files)
  expect(findings).toMatchObject([{ severity: 'error', code: 'root-no-client-auth', subject: ROOT }])
  const [rehearsal] = await rehearse(mediumOf(files), { random: randomBytes, now: NOW })
  expect(rehearsal?.signIn).toMatchObject({
    accepted: false,
    why: expect.stringContaining('extendedKeyUsage lacks clientAuth'),
  })
})
