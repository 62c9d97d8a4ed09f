import { expect, test } from 'vitest'
import { lintCrl } from '../../src/authority/lint-crl.ts'
import { crl, inventoryOf, issued, lifted, revoked, type Step } from '../support/inventory.ts'

const URL = 'http://pki.contoso.com/rootCA.crl'

async function codes(steps: readonly Step[], given: { now: string; crlUrl?: string }) {
  const { now, crlUrl = null } = given
  const findings = lintCrl(await inventoryOf(...steps), { crlUrl, now: new Date(now) })
  return findings.map(({ severity, code }) => `${severity} ${code}`)
}

const month = crl(7, '2026-03-01T10:00:00Z', '2026-03-31T10:00:00Z')

test('a CRL with time left is nothing to speak of', async () => {
  expect(await codes([month], { now: '2026-03-24T09:59:59Z' })).toEqual([])
})

test('a CRL that ends within a week is warned of, and an ended one is an error', async () => {
  expect(await codes([month], { now: '2026-03-24T10:00:00Z' })).toEqual(['warning crl-ends-soon'])
  expect(await codes([month], { now: '2026-03-31T09:59:59Z' })).toEqual(['warning crl-ends-soon'])
  expect(await codes([month], { now: '2026-03-31T10:00:00Z' })).toEqual(['error crl-expired'])
})

test('a CRL that begins later is an error: this clock, or that of the day it was made, is wrong', async () => {
  expect(await codes([month], { now: '2026-03-01T09:59:59Z' })).toEqual(['error crl-expired'])
})

test('a CRL for days is warned of in its last quarter only', async () => {
  const days = crl(7, '2026-03-01T10:00:00Z', '2026-03-05T10:00:00Z')
  expect(await codes([days], { now: '2026-03-04T09:59:59Z' })).toEqual([])
  expect(await codes([days], { now: '2026-03-04T10:00:00Z' })).toEqual(['warning crl-ends-soon'])
})

test('a CRL of another tool, of which only the number is known, is not judged', async () => {
  expect(await codes([(writer) => writer.importCrl(7n)], { now: '2030-01-01T00:00:00Z' })).toEqual([])
})

test('what was revoked after the last CRL is counted, and what is on it is not, whatever the clock said', async () => {
  const steps = [issued(1), issued(2), revoked(1, 'certificateHold'), month]
  expect(await codes(steps, { now: '2026-03-03T10:00:00Z' })).toEqual([])
  expect(await codes([...steps, revoked(2)], { now: '2026-03-03T10:00:00Z' })).toEqual(['warning crl-behind'])
  expect(await codes([...steps, lifted(1)], { now: '2026-03-03T10:00:00Z' })).toEqual([])
})

test('without any CRL, revocations count, and so does a URL where none can be', async () => {
  const now = '2026-03-03T10:00:00Z'
  expect(await codes([issued(1)], { now })).toEqual([])
  expect(await codes([issued(1), revoked(1)], { now })).toEqual(['warning crl-missing'])
  expect(await codes([issued(1)], { now, crlUrl: URL })).toEqual(['warning crl-missing'])
})
