import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatSha1 } from '../../src/x509/sha1-chain.ts'

test('a chain of SHA-1 is what node:crypto makes, however long', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat(40), (start, times) => {
      const ours = Buffer.from(start)
      repeatSha1(ours, times)
      let theirs = Buffer.from(start)
      for (let i = 0; i < times; i++) theirs = createHash('sha1').update(theirs).digest()
      expect(ours.toString('hex')).toBe(theirs.toString('hex'))
    }),
    { numRuns: 300 },
  )
})
