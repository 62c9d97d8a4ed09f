import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/secret.ts'
import { elementHeader } from '../../src/x509/asn1.ts'
import { readElements, TAG } from '../../src/x509/der-reader.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { openParts } from '../../src/x509/pfx-parts.ts'
import { temporaryFolder, writeFiles } from '../support/folders.ts'
import { makePfx } from '../support/pfx.ts'
import { makeClient, makeRoot } from '../support/roots.ts'
import { run, testWith } from '../support/tools.ts'

const root = makeRoot()
const jane = makeClient(root)
const password = new Secret('Größe 🔑')
const content = { ...jane, chain: [root.certificate], friendlyName: 'jane', password }
const pfx = makePfx(content, 'legacy', randomBytes)

/** Every count of 2048 in it, also inside OCTET STRINGs, becomes 0. */
function withoutIterations(der: Uint8Array): Uint8Array {
  const parts = readElements(der).map(({ tag, content }) => {
    const isCount = tag === TAG.integer && Buffer.from(content).toString('hex') === '0800'
    const isNested = tag === TAG.sequence || tag === 0xa0 || (tag === TAG.octetString && content[0] === 0x30)
    const bytes = isCount ? Buffer.of(0) : isNested ? withoutIterations(content) : content
    return Buffer.concat([elementHeader(tag, bytes.length), bytes])
  })
  return Buffer.concat(parts)
}

describe('opening a PFX part by part', () => {
  test.each(['rsa-2048', 'ec-p256', 'ec-p384'] as const)(
    'gives the certificate of its key: %s',
    (keyAlgorithm) => {
      const user = makeClient(root, { keyAlgorithm })
      const made = makePfx({ ...content, ...user }, 'legacy', randomBytes)
      expect(Buffer.from(openParts(made, password)?.certificate ?? [])).toEqual(Buffer.from(user.certificate))
    },
  )

  test('says nothing of another password, or of another format', () => {
    for (const wrong of ['', 'größe 🔑', 'Größe 🔑 ']) expect(openParts(pfx, new Secret(wrong))).toBe(null)
    expect(openParts(makePfx(content, 'modern', randomBytes), password)).toBe(null)
  })

  test('says nothing of a key that does not belong to its certificate', () => {
    const foreign = { ...content, privateKey: makeClient(root).privateKey }
    expect(openParts(makePfx(foreign, 'legacy', randomBytes), password)).toBe(null)
  })

  test('says nothing of what holds no certificate, or no DER', () => {
    const empty = { ...content, certificate: Buffer.from('none') }
    expect(openParts(makePfx(empty, 'legacy', randomBytes), password)).toBe(null)
    for (const other of [new Uint8Array(), pfx.subarray(0, 200), jane.certificate])
      expect(openParts(other, password)).toBe(null)
  })

  test('says nothing of a password that is hashed no times', () => {
    expect(openParts(withoutIterations(pfx), password)).toBe(null)
  })

  test('says nothing wrong of any damage', () => {
    fc.assert(
      fc.property(fc.nat(pfx.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Uint8Array.from(pfx)
        damaged[at] = (damaged[at] ?? 0) ^ change
        const found = openParts(damaged, password)
        if (found !== null) expect(Buffer.from(found.certificate)).toEqual(Buffer.from(jane.certificate))
      }),
      { numRuns: 300 },
    )
  })

  testWith('openssl')('derives what openssl does, which made this one', () => {
    const folder = temporaryFolder()
    const { key, crt } = writeFiles({
      key: jane.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      crt: encodePem('CERTIFICATE', jane.certificate),
    })
    const out = join(folder, 'jane.pfx')
    const schemes = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']
    const args = [
      'pkcs12',
      '-export',
      '-inkey',
      key,
      '-in',
      crt,
      ...schemes,
      '-passout',
      'stdin',
      '-out',
      out,
    ]
    expect(run('openssl', args, 'correct horse').status).toBe(0)
    const found = openParts(readFileSync(out), new Secret('correct horse'))
    expect(Buffer.from(found?.certificate ?? [])).toEqual(Buffer.from(jane.certificate))
  })
})
