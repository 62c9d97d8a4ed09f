// Many writes in few transactions.
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Batch } from '../../src/inventory/batch.ts'
import { Connection } from '../../src/inventory/connection.ts'
import { Overtaken } from '../../src/inventory/writer.ts'
import { temporaryFolder } from '../support/folders.ts'
import { intent, issue, makeInventory, reopen, serialOf } from '../support/inventory.ts'

test('fifty writes are one transaction, and each is done only when it is on the disk', async () => {
  const { owner, inventory } = await makeInventory()
  const other = await reopen(owner)
  const transactions = vi.spyOn(inventory, 'write')
  const batch = new Batch(inventory)
  const numbers = Array.from({ length: 100 }, (_, number) => number)
  await Promise.all(
    numbers.map(async (number) => {
      await batch.write((writer) => writer.intend(intent(number)))
      expect(other.find(serialOf(number))?.state).toBe('intended')
    }),
  )
  expect(transactions).toHaveBeenCalledTimes(2)
})

test('a single write waits no longer than the batch may be old', async () => {
  const { inventory } = await makeInventory()
  const started = performance.now()
  await new Batch(inventory, 50).write((writer) => writer.intend(intent(1)))
  const took = performance.now() - started
  expect(took).toBeGreaterThan(45)
  expect(inventory.find(serialOf(1))?.state).toBe('intended')
})

test('one that was overtaken fails alone, and the others of its batch are recorded', async () => {
  const { inventory } = await makeInventory()
  const same = { userPrincipalName: 'jane@contoso.com', device: 'LAPTOP-1' }
  await inventory.write((writer) => {
    for (const number of [1, 2]) writer.intend(intent(number, same))
    writer.intend(intent(3))
  })
  const batch = new Batch(inventory, 1)
  const all = [2, 1, 3].map((number) => batch.write((writer) => writer.issue(issue(number))))
  const settled = await Promise.allSettled(all)
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(settled[1]).toMatchObject({ reason: expect.any(Overtaken) })
  expect([1, 2, 3].map((number) => inventory.find(serialOf(number))?.state)).toEqual([
    'withdrawn',
    'issued',
    'issued',
  ])
})

test('where SQLite has undone the transaction by itself, as on a full disk, the reason is still reported', async () => {
  const connection = await Connection.open(join(temporaryFolder(), 'some.db'), () => {})
  const full = () => {
    connection.exec('ROLLBACK')
    throw new Error('the disk is full')
  }
  const write = connection.transaction(
    () => connection.savepoint(full),
    () => {},
  )
  await expect(write).rejects.toThrow('the disk is full')
  connection.close()
})

test('what is not one write’s own fault fails the whole batch, and nothing is recorded', async () => {
  const { inventory } = await makeInventory()
  const batch = new Batch(inventory, 1)
  const good = batch.write((writer) => writer.intend(intent(1)))
  const bad = batch.write(() => {
    throw new Error('the disk is full')
  })
  await expect(good).rejects.toThrow('the disk is full')
  await expect(bad).rejects.toThrow('the disk is full')
  expect(inventory.count()).toBe(0)
})
