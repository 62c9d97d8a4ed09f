import fc from 'fast-check'
import forge from 'node-forge'
import { describe, expect, test } from 'vitest'
import { deriveBytes } from '../../src/x509/pkcs12-kdf.ts'

const PURPOSES = ['key', 'iv', 'mac'] as const

describe('key derivation', () => {
  test.each(['sha1', 'sha256'] as const)("is node-forge's own with %s, for all lengths", (hash) => {
    const bytes = fc.uint8Array({ maxLength: 80 })
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 70 }), // with characters past U+FFFF, which are two of UTF-16
        bytes,
        fc.constantFrom(...PURPOSES),
        fc.integer({ min: 1, max: 100 }),
        (password, salt, purpose, size) => {
          const ours = deriveBytes(password, { purpose, size, hash, salt, iterations: 7 })
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
})
