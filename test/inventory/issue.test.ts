// What happens to a certificate, and which one is current.
import { expect, test } from 'vitest'
import { checkInventory } from '../../src/inventory/check.ts'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { Overtaken } from '../../src/inventory/writer.ts'
import { AT, intent, issue, issueOne, makeInventory, reopen, serialOf } from '../support/inventory.ts'

const JANE = { userPrincipalName: 'Jane@contoso.com', device: 'LAPTOP-1', name: 'LAPTOP-1' }

function states(inventory: Inventory, ...numbers: number[]) {
  return numbers.map((number) => inventory.find(serialOf(number))?.state)
}

test('a certificate is intended, then issued, with its bytes and its request, and stays so in another process', async () => {
  const { owner, inventory } = await makeInventory()
  await inventory.write((writer) => writer.intend(intent(1, JANE)))
  expect(inventory.find(serialOf(1))).toMatchObject({
    ...JANE,
    state: 'intended',
    intendedAt: AT,
    issuedAt: null,
  })
  expect(await inventory.write((writer) => writer.issue(issue(1)))).toEqual([])
  inventory.close()
  const again = await reopen(owner)
  expect(again.find(serialOf(1))).toMatchObject({ state: 'issued', issuedAt: AT, notBefore: AT })
  expect(Buffer.from(again.document(serialOf(1)) ?? []).toString()).toBe('certificate 1')
  expect(again.request(serialOf(1))).toEqual({ template: 'entra-join', days: '365' })
  expect([...checkInventory(again)]).toEqual([])
})

test('a new certificate supersedes the former one of the same user and device, in any case', async () => {
  const { inventory } = await makeInventory()
  await issueOne(inventory, 1, JANE)
  await issueOne(inventory, 2, { ...JANE, device: 'LAPTOP-2' })
  await inventory.write((writer) =>
    writer.intend(intent(3, { ...JANE, userPrincipalName: 'JANE@CONTOSO.COM', device: 'laptop-1' })),
  )
  expect(await inventory.write((writer) => writer.issue(issue(3)))).toEqual([serialOf(1)])
  expect(states(inventory, 1, 2, 3)).toEqual(['superseded', 'issued', 'issued'])
  expect(inventory.find(serialOf(1))?.supersededBy).toBe(serialOf(3))
  expect(inventory.current('jane@contoso.com', 'Laptop-1')?.serialNumber).toBe(serialOf(3))
  expect([...checkInventory(inventory)]).toEqual([])
})

test('of two processes at the same moment the second one learns that it was overtaken', async () => {
  const { owner, inventory } = await makeInventory()
  const other = await reopen(owner)
  await inventory.write((writer) => writer.intend(intent(1, JANE)))
  await other.write((writer) => writer.intend(intent(2, JANE)))
  await other.write((writer) => writer.issue(issue(2)))
  await expect(inventory.write((writer) => writer.issue(issue(1)))).rejects.toThrow(Overtaken)
  expect(states(inventory, 1, 2)).toEqual(['withdrawn', 'issued'])
  expect(inventory.document(serialOf(1))).toBeNull()
})

test('the database itself keeps a second current certificate of a user and device out', async () => {
  const { inventory } = await makeInventory()
  await issueOne(inventory, 1, JANE)
  await inventory.write((writer) => writer.intend(intent(2, JANE)))
  expect(() =>
    inventory.connection.exec(`UPDATE certificate SET state = 'issued' WHERE serial = '${serialOf(2)}'`),
  ).toThrow(/UNIQUE/)
  await issueOne(inventory, 3, { ...JANE, device: null })
  await inventory.write((writer) => writer.intend(intent(4, { ...JANE, device: null })))
  expect(() =>
    inventory.connection.exec(`UPDATE certificate SET state = 'issued' WHERE serial = '${serialOf(4)}'`),
  ).toThrow(/UNIQUE/)
})

test('what was never delivered is withdrawn, can be revoked, and the former certificate is current again', async () => {
  const { inventory } = await makeInventory()
  await issueOne(inventory, 1, JANE)
  await inventory.write((writer) => writer.intend(intent(2, JANE)))
  await inventory.write((writer) => writer.issue(issue(2)))
  expect(inventory.allStaging()).toContainEqual({
    serialNumber: serialOf(2),
    folder: '/output/LAPTOP-2',
    stage: '.LAPTOP-2.2',
  })
  await inventory.write((writer) => writer.withdraw(serialOf(2), 'its folder is damaged'))
  expect(states(inventory, 1, 2)).toEqual(['issued', 'withdrawn'])
  expect(inventory.allStaging()).toEqual([])
  await inventory.write((writer) => writer.revoke(serialOf(2), { reason: 'keyCompromise' }))
  expect(inventory.find(serialOf(2))).toMatchObject({
    state: 'revoked',
    revokedAt: AT,
    reason: 'keyCompromise',
  })
  expect(inventory.history(serialOf(1)).map(({ kind }) => kind)).toEqual([
    'intended',
    'issued',
    'superseded',
    'reinstated',
  ])
  expect([...checkInventory(inventory)]).toEqual([])
})

test('what is withdrawn after it was superseded itself brings nothing back, until that one is withdrawn too', async () => {
  const { inventory } = await makeInventory()
  for (const number of [1, 2, 3]) {
    await inventory.write((writer) => writer.intend(intent(number, JANE)))
    await inventory.write((writer) => writer.issue(issue(number)))
  }
  await inventory.write((writer) => writer.withdraw(serialOf(2), 'its folder is gone'))
  expect(states(inventory, 1, 2, 3)).toEqual(['superseded', 'withdrawn', 'issued'])
  await inventory.write((writer) => writer.withdraw(serialOf(3), 'its folder is gone'))
  expect(states(inventory, 1, 2, 3)).toEqual(['issued', 'withdrawn', 'withdrawn'])
  expect([...checkInventory(inventory)]).toEqual([])
})

test('a hold that is lifted makes a certificate what it was before, never a second current one', async () => {
  const { inventory } = await makeInventory()
  await issueOne(inventory, 1, JANE)
  await inventory.write((writer) => writer.revoke(serialOf(1), { reason: 'certificateHold' }))
  await inventory.write((writer) => writer.lift(serialOf(1)))
  expect(states(inventory, 1)).toEqual(['issued'])
  await inventory.write((writer) => writer.revoke(serialOf(1), { reason: 'certificateHold' }))
  await issueOne(inventory, 2, JANE)
  await inventory.write((writer) => writer.lift(serialOf(1)))
  expect(states(inventory, 1, 2)).toEqual(['superseded', 'issued'])
  expect([...checkInventory(inventory)]).toEqual([])
})

test('imported certificates of one user are all current, and a later certificate completes the row of an index', async () => {
  const { inventory } = await makeInventory()
  const row = { userPrincipalName: 'jane@contoso.com', name: 'jane', notAfter: '2027-01-01T00:00:00Z' }
  const bare = { ...row, notBefore: null, thumbprint: null, der: null }
  await inventory.write((writer) => {
    writer.import({ ...bare, serialNumber: serialOf(1) })
    writer.import({ ...bare, serialNumber: serialOf(2) })
  })
  expect(states(inventory, 1, 2)).toEqual(['issued', 'issued'])
  const { der, thumbprint } = issue(1)
  await inventory.write((writer) =>
    writer.import({ ...bare, serialNumber: serialOf(1), der, thumbprint, notBefore: AT, name: 'other' }),
  )
  expect(inventory.find(serialOf(1))).toMatchObject({ name: 'other', thumbprint, notBefore: AT })
  await issueOne(inventory, 3, { userPrincipalName: 'jane@contoso.com', device: null })
  expect(states(inventory, 1, 2, 3)).toEqual(['issued', 'issued', 'issued'])
  expect([...checkInventory(inventory)]).toEqual([])
})

test('each event says when, who and where', async () => {
  const { inventory } = await makeInventory()
  await issueOne(inventory, 1, JANE)
  for (const event of inventory.history(serialOf(1))) {
    expect(event).toMatchObject({ at: AT, operator: 'CONTOSO\\anna', host: 'DESK-1' })
  }
})
