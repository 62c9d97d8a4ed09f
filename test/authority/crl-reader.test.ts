import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signCrl } from '../../src/authority/crl.ts'
import { decodeCrl, inspectCrl } from '../../src/authority/crl-reader.ts'
import { UserError } from '../../src/errors.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { writeFiles } from '../support/folders.ts'
import { makeRoot, oneYearFromNow } from '../support/roots.ts'
import { run, testWith } from '../support/tools.ts'

const root = makeRoot()
const { notBefore: thisUpdate, notAfter: nextUpdate } = oneYearFromNow()
const sign = (crlNumber: bigint) => signCrl({ crlNumber, thisUpdate, nextUpdate, entries: [] }, root)

test('the number of our own lists is read back, however large', () => {
  const numbers = fc.bigInt(0n, 2n ** 159n - 1n)
  fc.assert(
    fc.property(numbers, (crlNumber) => {
      const crl = sign(crlNumber)
      const { subjectDer, subjectKeyIdentifier } = inspectCertificate(root.certificate)
      const facts = {
        issuerDer: subjectDer,
        authorityKeyIdentifier: subjectKeyIdentifier,
        crlNumber,
        thisUpdate,
        nextUpdate,
        isComplete: true,
      }
      expect(inspectCrl(crl)).toEqual(facts)
      expect(inspectCrl(decodeCrl(Buffer.from(encodePem('X509 CRL', crl))))).toEqual(facts)
    }),
    { numRuns: 30 },
  )
})

testWith('openssl')('the number of lists by openssl is read, and version 1 has none', () => {
  const privateKey = root.privateKey.export({ type: 'pkcs8', format: 'pem' })
  const config = `[ca]\ndefault_ca = d\n[d]\ndatabase = INDEX\ncrlnumber = NUMBER\ndefault_md = sha256\ndefault_crl_days = 30\n`
  const files = writeFiles({
    index: '',
    number: '1000\n',
    root: encodePem('CERTIFICATE', root.certificate),
    key: privateKey,
    crl: '',
  })
  const read = (text: string) => {
    const { config: path } = writeFiles({ config: text.replace('INDEX', files.index) })
    const args = [
      'ca',
      '-config',
      path,
      '-gencrl',
      '-cert',
      files.root,
      '-keyfile',
      files.key,
      '-out',
      files.crl,
    ]
    expect(run('openssl', args).status).toBe(0)
    return inspectCrl(decodeCrl(readFileSync(files.crl))).crlNumber
  }
  expect(read(config.replace('NUMBER', files.number))).toBe(4096n)
  expect(read(config.replace('crlnumber = NUMBER\n', ''))).toBe(null)
})

test('bytes that are no list are refused, never anything else', () => {
  const crl = sign(300n)
  fc.assert(
    fc.property(fc.nat(crl.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
      const bytes = Buffer.from(cut ? crl.subarray(0, at) : crl)
      if (!cut) bytes[at] = byte
      try {
        inspectCrl(decodeCrl(bytes))
      } catch (error) {
        expect(error).toBeInstanceOf(UserError)
      }
    }),
  )
})
