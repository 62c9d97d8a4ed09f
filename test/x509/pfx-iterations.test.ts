import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/secret.ts'
import {
  type Asn1,
  encode,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  tagged,
} from '../../src/x509/asn1.ts'
import { PKCS12_OIDS } from '../../src/x509/oids.ts'
import { PFX_FORMATS } from '../../src/x509/pfx-formats.ts'
import { highestIterationCount } from '../../src/x509/pfx-iterations.ts'
import { openPfx } from '../../src/x509/pfx-reader.ts'
import { makePfx } from '../support/pfx.ts'
import { makeClient, makeRoot } from '../support/roots.ts'

const salt = octetString(Buffer.from('30820000ffffffff', 'hex'))
const hostile = sequence(salt, integer(2 ** 31 - 1))

/** The outline of a PFX with something hostile in its encryption, or in its MAC. */
function pfxWith(encryption: Asn1, mac: Asn1): Uint8Array {
  const algorithm = sequence(objectIdentifier(PKCS12_OIDS.PBES2), encryption)
  const data = (content: Uint8Array) =>
    sequence(objectIdentifier(PKCS12_OIDS.data), tagged(0, octetString(content)))
  const safe = encode(sequence(data(encode(sequence(tagged(0, sequence(algorithm, salt)))))))
  return encode(sequence(integer(3), data(safe), mac))
}

describe('the iteration count of a PFX', async () => {
  test.each(PFX_FORMATS)('is 2048 in what we make: %s', (format) => {
    const root = makeRoot()
    const content = {
      ...makeClient(root),
      chain: [root.certificate],
      friendlyName: 'x',
      password: new Secret('p'),
    }
    expect(highestIterationCount(makePfx(content, format, randomBytes))).toBe(2048)
  })

  test.each([
    ['the MAC', pfxWith(sequence(), sequence(sequence(), salt, integer(2 ** 31 - 1)))],
    ['the encryption', pfxWith(hostile, sequence())],
    ['PBKDF2', pfxWith(sequence(sequence(objectIdentifier(PKCS12_OIDS.PBKDF2), hostile)), sequence())],
  ])('is seen before anything is hashed, in %s', async (_, pfx) => {
    expect(highestIterationCount(pfx)).toBe(2 ** 31 - 1)
    await expect(openPfx(pfx, new Secret('p'))).rejects.toThrow('it asks for 2147483647 iterations')
  })

  test('is 0 in what is no DER, soon, however deep', () => {
    expect(highestIterationCount(Buffer.from('3080020100'.repeat(1000), 'hex'))).toBe(0)
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => highestIterationCount(bytes) >= 0))
  })
})
