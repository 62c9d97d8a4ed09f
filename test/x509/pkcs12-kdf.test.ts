import fc from 'fast-check'
import forge from 'node-forge'
import { describe, expect, test } from 'vitest'
import { deriveBytes, encodePassword } from '../../src/x509/pkcs12-kdf.ts'

const PURPOSES = ['key', 'iv', 'mac'] as const

describe('key derivation', () => {
  test.each(['sha1', 'sha256'] as const)("is node-forge's own with %s, for all lengths", (hash) => {
    const bytes = fc.uint8Array({ maxLength: 80 })
    fc.assert(
      fc.property(
        fc.string({ maxLength: 70 }),
        bytes,
        fc.constantFrom(...PURPOSES),
        fc.integer({ min: 1, max: 100 }),
        (password, salt, purpose, size) => {
          const request = { purpose, size, salt }
          const parameters = { hash, iterations: 7 }
          const [ours] = deriveBytes(encodePassword(password), [request], parameters) as [Buffer]
          const theirs = forge.pkcs12.generateKey(
            password,
            forge.util.createBuffer(Buffer.from(salt).toString('latin1')),
            PURPOSES.indexOf(purpose) + 1,
            7,
            size,
            forge.md[hash].create(),
          )
          expect(ours.toString('hex')).toBe(forge.util.bytesToHex(theirs.getBytes()))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('gives each of many the same as alone', () => {
    const request = fc.record({
      purpose: fc.constantFrom(...PURPOSES),
      size: fc.integer({ min: 1, max: 60 }),
      salt: fc.uint8Array({ minLength: 1, maxLength: 16 }),
    })
    const password = encodePassword('correct horse')
    const parameters = { hash: 'sha1', iterations: 5 } as const
    fc.assert(
      fc.property(fc.array(request, { maxLength: 12 }), (requests) => {
        const together = deriveBytes(password, requests, parameters)
        const alone = requests.flatMap((one) => deriveBytes(password, [one], parameters))
        expect(together).toEqual(alone)
      }),
    )
  })

  test('takes a password as UTF-16 with surrogate pairs, big-endian, with a closing zero', () => {
    expect(Buffer.from(encodePassword('aß𝔘')).toString('hex')).toBe('006100dfd835dd180000')
  })
})
