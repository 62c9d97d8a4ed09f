// What is not the inventory that certstick wrote is an error that says so, and never an empty inventory.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { checkInventory } from '../../src/inventory/check.ts'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { createInventory, openInventory } from '../../src/inventory/open.ts'
import { temporaryFolder } from '../support/folders.ts'
import {
  AT,
  INVENTORY_ID,
  intent,
  issueOne,
  makeInventory,
  ROOT_SHA256,
  reopen,
  SURROUNDINGS,
  serialOf,
} from '../support/inventory.ts'
import { expectMode } from '../support/modes.ts'
import { seededRandom } from '../support/seed.ts'
import { testWith } from '../support/tools.ts'

/** Three certificates, the first of them revoked; closed. */
async function makeFile() {
  const { owner, inventory } = await makeInventory()
  for (const number of [1, 2, 3]) await issueOne(inventory, number)
  await inventory.write((writer) => writer.revoke(serialOf(1), { reason: 'keyCompromise' }))
  inventory.close()
  return { owner, path: join(owner.folder, 'inventory.db') }
}

describe('an error, and the file stays as it is:', () => {
  test.each([1, 30, 300, 5_000])('a file that lost its last %i bytes', async (bytes) => {
    const { owner, path } = await makeFile()
    truncateSync(path, statSync(path).size - bytes)
    const before = readFileSync(path)
    await expect(reopen(owner)).rejects.toThrow(/is damaged/)
    expect(readFileSync(path)).toEqual(before)
  })

  test('a file of which only a few bytes are left', async () => {
    const { owner, path } = await makeFile()
    truncateSync(path, 50)
    await expect(reopen(owner)).rejects.toThrow(/is damaged/)
  })

  test('an emptied file', async () => {
    const { owner, path } = await makeFile()
    truncateSync(path, 0)
    await expect(reopen(owner)).rejects.toThrow(/is damaged: it is empty/)
    expect(statSync(path).size).toBe(0)
  })

  testWith('mkfifo')('a pipe in its place, which is not waited for', async () => {
    const owner = { folder: temporaryFolder(), rootSha256: ROOT_SHA256 }
    execFileSync('mkfifo', [join(owner.folder, 'inventory.db')])
    await expect(openInventory(owner, null, SURROUNDINGS)).rejects.toThrow(/is not a file/)
    await expect(openInventory(owner, INVENTORY_ID, SURROUNDINGS)).rejects.toThrow(/is not a file/)
    await expect(createInventory(owner, INVENTORY_ID)).rejects.toThrow(/is not a file/)
  })

  test('a file that was removed', async () => {
    const { owner, path } = await makeFile()
    rmSync(path)
    await expect(reopen(owner)).rejects.toThrow(/is missing/)
    expect(existsSync(path)).toBe(false)
  })

  test('the inventory of another root CA', async () => {
    const { owner } = await makeFile()
    await expect(reopen({ ...owner, rootSha256: 'cd'.repeat(32) })).rejects.toThrow(/another root CA/)
  })

  test('one that settings.json does not name', async () => {
    const { owner } = await makeFile()
    await expect(openInventory(owner, null, SURROUNDINGS)).rejects.toThrow(/not named in settings.json/)
    const other = 'another inventory'
    await expect(openInventory(owner, other, SURROUNDINGS)).rejects.toThrow(/not the one that settings.json/)
    await expect(createInventory(owner, other)).rejects.toThrow(/not named in settings.json/)
  })

  test('the format of a newer certstick', async () => {
    const { owner, inventory } = await makeInventory()
    inventory.connection.exec('PRAGMA user_version = 99')
    inventory.close()
    await expect(reopen(owner)).rejects.toThrow(/the format 99 of a newer certstick/)
  })

  test('another program’s database, which is left alone, and a file that is none', async () => {
    const { owner, inventory } = await makeInventory()
    inventory.connection.exec('PRAGMA application_id = 7')
    inventory.close()
    await expect(reopen(owner)).rejects.toThrow(/was not created by certstick/)
    writeFileSync(join(owner.folder, 'inventory.db'), 'no database'.repeat(1000))
    await expect(reopen(owner)).rejects.toThrow(/is damaged/)
  })

  test('one whose definitions were overwritten', async () => {
    const { owner, path } = await makeFile()
    const bytes = readFileSync(path)
    const first = bytes.indexOf('revoked')
    expect(first).toBeLessThan(40_000) // among the definitions
    bytes.write('xxxxxxx', first)
    writeFileSync(path, bytes)
    await expect(reopen(owner)).rejects.toThrow(/is damaged: the definitions of its tables were changed/)
  })

  test('the ledger of an older certstick', async () => {
    const owner = { folder: temporaryFolder(), rootSha256: ROOT_SHA256 }
    writeFileSync(join(owner.folder, 'ledger.jsonl'), '')
    const opening = openInventory(owner, null, SURROUNDINGS)
    await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining('ca export-index') })
  })
})

test('a root that is used for the first time has none, and gets one that only its owner can read', async () => {
  const owner = { folder: temporaryFolder(), rootSha256: ROOT_SHA256 }
  expect(await openInventory(owner, null, SURROUNDINGS)).toBeNull()
  const [one, other] = await Promise.all([
    createInventory(owner, INVENTORY_ID),
    createInventory(owner, 'other'),
  ])
  expect(one).toBe(other)
  expectMode(join(owner.folder, 'inventory.db'), 0o600)
  expect((await openInventory(owner, one, SURROUNDINGS))?.count()).toBe(0)
})

test('seven overwritten bytes that make a revoked certificate a valid one are found', async () => {
  const { owner, path } = await makeFile()
  const bytes = readFileSync(path)
  // The row of the first certificate: its state, among its other texts.
  const row = bytes.indexOf('LAPTOP-1laptop-1revoked')
  expect(row).toBeGreaterThan(0)
  bytes.write('issued ', row + 'LAPTOP-1laptop-1'.length)
  writeFileSync(path, bytes)
  const inventory = await reopen(owner)
  expect([...checkInventory(inventory)]).toContainEqual({
    subject: serialOf(1),
    message: 'its state is issued , but its history says revoked',
  })
  const touch = inventory.write((writer) => writer.withdraw(serialOf(1), 'test'))
  await expect(touch).rejects.toThrow(/is damaged: state of certificate/)
  // Before anything is signed for the same user and device.
  const { userPrincipalName, device } = intent(1)
  const next = inventory.write((writer) => writer.intend(intent(9, { userPrincipalName, device })))
  await expect(next).rejects.toThrow(/is damaged: state of certificate/)
})

test.each([
  ['a row that lost its revocation', 'UPDATE certificate SET revoked_at = NULL, reason = NULL'],
  ['a row with another reason', "UPDATE certificate SET reason = 'superseded'"],
  ['an event that is no revocation any more', "UPDATE event SET kind = 'lifted'"],
  ['an event with another reason', "UPDATE event SET detail = replace(detail, 'keyC', 'xxxx')"],
  ['an event of no known kind', "UPDATE event SET kind = 'xxxxxxx'"],
])('%s is found by the next CRL', async (_, damage) => {
  const { inventory } = await makeInventory()
  for (const number of [1, 2]) {
    await issueOne(inventory, number)
    await inventory.write((writer) => writer.revoke(serialOf(number), { reason: 'keyCompromise' }))
  }
  expect([...inventory.revoked()].map(({ serialNumber }) => serialNumber)).toEqual([serialOf(1), serialOf(2)])
  inventory.connection.exec('DROP TRIGGER event_update')
  const which = damage.includes('event') ? " AND kind = 'revoked'" : ''
  inventory.connection.exec(`${damage} WHERE serial = '${serialOf(1)}'${which}`)
  expect(() => [...inventory.revoked()]).toThrow(/the revocation of .* differs from its history/)
})

test('a few bytes overwritten anywhere are an error that says so, where they are noticed, and never a bug', async () => {
  const { owner, path } = await makeFile()
  const whole = readFileSync(path)
  const random = seededRandom('overwritten bytes')
  const damaged: string[] = []
  for (let run = 0; run < 400; run++) {
    const bytes = Buffer.from(whole)
    const at = Math.floor(random() * (bytes.length - 8))
    if (bytes[at] === 0) continue
    bytes.fill(Math.floor(random() * 256), at, at + 1 + Math.floor(random() * 7))
    writeFileSync(path, bytes)
    try {
      await useAll(await reopen(owner))
    } catch (error) {
      if (!(error instanceof UserError)) throw new Error(`byte ${at} of run ${run}`, { cause: error })
      damaged.push(error.message)
    }
  }
  expect(damaged.filter((message) => message.includes('is damaged: SQLite says')).length).toBeGreaterThan(10)
})

/** Whatever a command reads or writes. */
async function useAll(inventory: Inventory): Promise<void> {
  try {
    expect([...checkInventory(inventory)].length).toBeGreaterThanOrEqual(0)
    const expiring = inventory.expiring(AT, '2099-01-01T00:00:00Z')
    for (const { serialNumber } of [...inventory.certificates(), ...inventory.newest(), ...expiring]) {
      inventory.history(serialNumber)
      inventory.request(serialNumber)
    }
    expect([...inventory.revoked()].length).toBeLessThan(10)
    await issueOne(inventory, 4, { userPrincipalName: intent(2).userPrincipalName, device: 'LAPTOP-2' })
    await inventory.write((writer) => writer.revoke(serialOf(3), { reason: 'unspecified' }))
  } finally {
    inventory.close()
  }
}

test.each([
  ['UPDATE certificate SET request = \'{"template":"x\' WHERE id = 1', 'the request of certificate'],
  ["UPDATE event SET detail = '{x' WHERE kind = 'revoked'", 'SQLite says: malformed JSON'],
  ['DELETE FROM event WHERE id = 1', 'its first event is issued'],
])('what %s leaves is reported as damage, not as a bug', async (change, message) => {
  const { owner, inventory } = await makeInventory()
  await issueOne(inventory, 1)
  await inventory.write((writer) => writer.revoke(serialOf(1), { reason: 'keyCompromise' }))
  inventory.connection.exec(`DROP TRIGGER event_update; DROP TRIGGER event_delete; ${change}`)
  const use = async (): Promise<void> => {
    inventory.revoked()
    inventory.request(serialOf(1))
    await inventory.write((writer) => writer.lift(serialOf(1)))
  }
  await expect(use()).rejects.toThrow(`${join(owner.folder, 'inventory.db')} is damaged: ${message}`)
})

test('events are never changed or removed', async () => {
  const { inventory } = await makeInventory()
  await issueOne(inventory, 1)
  expect(() => inventory.connection.exec("UPDATE event SET kind = 'lifted'")).toThrow(/never changed/)
  expect(() => inventory.connection.exec('DELETE FROM event WHERE id = 2')).toThrow(/never removed/)
})

test('an event that is missing, exchanged or changed is named', async () => {
  const { inventory } = await makeInventory()
  for (const number of [1, 2, 3]) await inventory.write((writer) => writer.intend(intent(number)))
  const { connection } = inventory
  connection.exec('DROP TRIGGER event_update; DROP TRIGGER event_delete')
  connection.exec("UPDATE event SET operator = 'nobody' WHERE id = 1")
  expect([...checkInventory(inventory)]).toContainEqual({
    subject: 'event 1',
    message: 'event 1 was changed',
  })
  connection.exec('DELETE FROM event WHERE id = 2')
  const faults = [...checkInventory(inventory)]
  expect(faults).toContainEqual({ subject: 'event 3', message: 'the events before it are missing' })
  expect(faults).toContainEqual({ subject: serialOf(2), message: 'it has no history' })
})

test('a certificate’s bytes and request are held against what was issued', async () => {
  const { inventory } = await makeInventory()
  await issueOne(inventory, 1)
  await issueOne(inventory, 2)
  inventory.connection.exec(`UPDATE document SET der = x'00' WHERE serial = '${serialOf(1)}'`)
  inventory.connection.exec(`UPDATE certificate SET request = '{}' WHERE serial = '${serialOf(2)}'`)
  expect([...checkInventory(inventory)]).toEqual([
    { subject: serialOf(1), message: 'its certificate is not the one that was issued' },
    { subject: serialOf(2), message: 'its request is not the one that was recorded' },
  ])
})

test('a copy of the one file, made at rest, has everything', async () => {
  const { owner, path } = await makeFile()
  const copy = { ...owner, folder: temporaryFolder() }
  copyFileSync(path, join(copy.folder, 'inventory.db'))
  const inventory = await reopen(copy)
  expect(inventory.find(serialOf(1))?.state).toBe('revoked')
  expect([...checkInventory(inventory)]).toEqual([])
})
