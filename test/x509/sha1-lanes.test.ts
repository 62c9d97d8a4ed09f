import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatSha1 } from '../../src/x509/sha1-lanes.ts'

test('chains of SHA-1 are what node:crypto makes, however long and however many', () => {
  const digest = fc.uint8Array({ minLength: 20, maxLength: 20 })
  const digests = fc.array(digest, { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(digests, fc.integer({ min: 1, max: 40 }), (starts, times) => {
      const ours = starts.map((start) => Buffer.from(start))
      repeatSha1(ours, times)
      const theirs = starts.map((start) => {
        let digest = Buffer.from(start)
        for (let i = 0; i < times; i++) digest = createHash('sha1').update(digest).digest()
        return digest
      })
      expect(ours.map((one) => one.toString('hex'))).toEqual(theirs.map((one) => one.toString('hex')))
    }),
    { numRuns: 300 },
  )
})

test('no step at all leaves the digests as they are', () => {
  const digest = Buffer.alloc(20, 7)
  repeatSha1([digest], 0)
  expect(digest).toEqual(Buffer.alloc(20, 7))
})
