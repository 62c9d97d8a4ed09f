import { expect, test } from 'vitest'
import { makePassword } from '../../src/plan/password.ts'
import { frozenRandom } from '../support/world.ts'

test('makes 24 letters and digits, none of which can be mistaken for another', () => {
  for (let seed = 0; seed < 200; seed++) {
    expect(makePassword(frozenRandom(String(seed))).reveal()).toMatch(/^[2-9A-HJ-NP-Za-km-z]{24}$/)
  }
})

test('draws again what would make some characters likelier than others', () => {
  const bytes = [255, 228, 227, 0]
  const random = (size: number) => Uint8Array.from({ length: size }, (_, index) => bytes[index % 4] ?? 0)
  // 256 mod 57 is 28, so 228 and above are left out: 227 is the last character, 0 the first.
  expect(makePassword(random).reveal()).toBe('z2'.repeat(12))
})
