// Certificates by what an administrator calls them, and lists of them.
import { expect, test } from 'vitest'
import { findCertificates } from '../../src/inventory/lookup.ts'
import { intent, issueOne, makeInventory, serialOf } from '../support/inventory.ts'

test('a serial number, a user, a device or the name of an output finds certificates, the newest first', async () => {
  const { inventory } = await makeInventory()
  const jane = { userPrincipalName: 'Jane@contoso.com', device: 'LAPTOP-1', name: 'reception' }
  for (const number of [1, 2]) await issueOne(inventory, number, jane)
  await issueOne(inventory, 3)
  const found = (query: string) => findCertificates(inventory, query).map(({ serialNumber }) => serialNumber)
  for (const query of ['jane@CONTOSO.com', ' laptop-1 ', 'Reception']) {
    expect(found(query)).toEqual([serialOf(2), serialOf(1)])
  }
  expect(found(serialOf(3).toUpperCase())).toEqual([serialOf(3)])
  expect(found(`00:${serialOf(3).match(/../g)?.join(':')}`)).toEqual([serialOf(3)])
  expect(found('nobody')).toEqual([])
})

test('the first eight digits of a serial number, as a narrow table shows them, find what begins so', async () => {
  const { inventory } = await makeInventory()
  for (const number of [1, 2]) await issueOne(inventory, number)
  await issueOne(inventory, 3, { name: serialOf(1).slice(0, 9) })
  const found = (query: string) => findCertificates(inventory, query).map(({ serialNumber }) => serialNumber)
  expect(found(serialOf(1).slice(0, 8).toUpperCase())).toEqual([serialOf(3), serialOf(2), serialOf(1)])
  expect(found(serialOf(2).slice(0, 31))).toEqual([serialOf(3), serialOf(2), serialOf(1)])
  expect(found(serialOf(1).slice(0, 9))).toEqual([serialOf(3)]) // because a name comes first
  expect(found(serialOf(1).slice(0, 7))).toEqual([])
})

test('lists go on over pages, and what is about to expire comes soonest first', async () => {
  const { inventory } = await makeInventory()
  await inventory.write((writer) => {
    for (let number = 0; number < 2500; number++) {
      const day = String((number % 28) + 1).padStart(2, '0')
      writer.intend(intent(number, { notAfter: `2027-0${(number % 3) + 1}-${day}T00:00:00Z` }))
    }
  })
  expect([...inventory.certificates()].map(({ serialNumber }) => serialNumber)).toEqual(
    Array.from({ length: 2500 }, (_, number) => serialOf(number)),
  )
  expect([...inventory.newest()].at(-1)?.serialNumber).toBe(serialOf(0))
  const expiring = [...inventory.expiring('2027-02-01T00:00:00Z', '2027-03-10T00:00:00Z')]
  const ends = expiring.map(({ notAfter }) => notAfter)
  expect(ends).toEqual([...ends].sort())
  const expected = [...inventory.certificates()].filter(
    ({ notAfter }) => notAfter >= '2027-02-01T00:00:00Z' && notAfter <= '2027-03-10T00:00:00Z',
  )
  expect(expiring.length).toBe(expected.length)
  expect(expiring.length).toBeGreaterThan(1000)
})

test('CRL numbers rise over what was reserved and imported, and only revocations since the last list are new', async () => {
  const { inventory } = await makeInventory()
  for (const number of [1, 2]) await issueOne(inventory, number)
  expect(await inventory.write((writer) => writer.reserveCrlNumber(0n))).toBe(1n)
  expect(await inventory.write((writer) => writer.reserveCrlNumber(0n))).toBe(2n)
  await inventory.write((writer) => writer.importCrl(1n << 100n))
  const number = await inventory.write((writer) => writer.reserveCrlNumber(0n))
  expect(number).toBe((1n << 100n) + 1n)
  await inventory.write((writer) => writer.revoke(serialOf(1), { reason: 'keyCompromise' }))
  expect(inventory.revokedSinceLastCrl()).toBe(1)
  const dates = { thisUpdate: '2026-03-01T10:00:00Z', nextUpdate: '2026-03-31T10:00:00Z' }
  const list = { crlNumber: number.toString(), ...dates, sha256: 'ab', folder: '/ca' }
  await inventory.write((writer) => writer.recordCrl(list))
  expect(inventory.lastCrl()).toMatchObject({ ...list, state: 'issued', operator: 'CONTOSO\\anna' })
  expect(inventory.revokedSinceLastCrl()).toBe(0)
  await inventory.write((writer) => writer.revoke(serialOf(2), { reason: 'certificateHold' }))
  expect(inventory.revokedSinceLastCrl()).toBe(1)
  await inventory.write((writer) => writer.lift(serialOf(2)))
  expect(inventory.revokedSinceLastCrl()).toBe(0)
  expect([...inventory.revoked()]).toEqual([
    { serialNumber: serialOf(1), revokedAt: '2026-03-01T10:00:00Z', reason: 'keyCompromise' },
  ])
})
