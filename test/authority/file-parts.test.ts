// What is in a file of anybody: found, or refused; never a crash.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { signCrl } from '../../src/authority/crl.ts'
import { readParts } from '../../src/authority/file-parts.ts'
import { searchRoot } from '../../src/authority/root-search.ts'
import { findSigned } from '../../src/authority/take-over.ts'
import { UserError } from '../../src/errors.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { makeClient, makeRoot, oneYearFromNow } from '../support/roots.ts'

const root = makeRoot()
const { notBefore: thisUpdate, notAfter: nextUpdate } = oneYearFromNow()
const certificate = Buffer.from(makeClient(root).certificate)
const entries = [{ serialNumber: '5a', revokedAt: '2026-01-01T00:00:00Z', reason: 'superseded' }] as const
const crl = Buffer.from(signCrl({ crlNumber: 1n, thisUpdate, nextUpdate, entries }, root))
const key = root.privateKey.export({ type: 'pkcs8', format: 'der' })
const authority = { certificate: root.certificate, facts: inspectCertificate(root.certificate) }

const kindsIn = (bytes: Uint8Array): string[] => readParts(bytes).map(({ kind }) => kind)

test.each([
  ['certificate', certificate],
  ['crl', crl],
  ['key', key],
  ['key', root.privateKey.export({ type: 'sec1', format: 'der' })],
  ['key', root.privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })],
])('a %s is told by its content, in DER, with a line end, in base64 and in PEM', (kind, der) => {
  expect(kindsIn(der)).toEqual([kind])
  expect(kindsIn(Buffer.concat([der, Buffer.from('\r\n')]))).toEqual([kind])
  expect(kindsIn(Buffer.from(der.toString('base64')))).toEqual([kind])
  const label = { certificate: 'CERTIFICATE', crl: 'X509 CRL' }[kind] ?? 'PRIVATE KEY'
  expect(kindsIn(Buffer.from(encodePem(label, der)))).toEqual([kind])
})

describe('anything else', () => {
  const changed = (bytes: Buffer) =>
    fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
      const copy = Buffer.from(bytes)
      for (const [at, value] of changes) copy[at] = value
      return copy
    })
  const files = fc.oneof(
    changed(certificate),
    changed(crl),
    changed(Buffer.from(key)),
    changed(Buffer.from(encodePem('CERTIFICATE', certificate))),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  )

  test('is read or refused, by the import and by the search for a root', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (bytes) => {
        const file = { name: 'x', bytes }
        const { found, crls, problems } = findSigned([file], authority)
        expect(found.length + crls.length + problems.length).toBeLessThan(5)
        try {
          await searchRoot([file], null)
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
