import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawSerialNumber } from '../../src/x509/serial-number.ts'

describe('serial numbers', () => {
  test('are sixteen bytes, positive, not zero, and minimal DER, whatever the random source gives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(drawSerialNumber(() => bytes)).toMatch(/^[4-7][0-9a-f]{31}$/)
      }),
    )
    expect(drawSerialNumber((size) => new Uint8Array(size))).toBe(`40${'0'.repeat(30)}`)
    expect(drawSerialNumber((size) => new Uint8Array(size).fill(0xff))).toBe(`7f${'f'.repeat(30)}`)
  })

  test('leave the random source its own bytes', () => {
    const bytes = new Uint8Array(16).fill(0xff)
    drawSerialNumber(() => bytes)
    expect(bytes[0]).toBe(0xff)
  })
})
