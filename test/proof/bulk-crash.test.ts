// A bulk run that is killed at random moments, again and again, and then left to finish: what must be true of the inventory
// and of the media at every moment, and at the end.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fileHashes } from '../../src/media/receipt.ts'
import { decodeZip } from '../../src/media/unzip.ts'
import { certificatesOf, deskWithRoot, receipts, writeUsers } from '../support/bulk.ts'
import { startCertstick } from '../support/cli.ts'
import { countKills } from '../support/kills.ts'
import { seededRandom } from '../support/seed.ts'

const USERS = 200 // a second of work, so that a kill finds some of it in hand
const KILLS = 12
const BULK = ['bulk', 'users.csv', '--key', 'ec-p256']

test('killed at random moments and run again: one certificate and one whole medium for each row', async () => {
  const [random, kills] = [seededRandom('bulk-crash'), countKills()]
  const cwd = deskWithRoot()
  const users = Array.from({ length: USERS }, (_, i) => `user${i}@contoso.com,PC-${i}`)
  writeUsers(cwd, 'upn,device', ...users)
  let known = 0
  for (let tries = 0; tries < KILLS; tries++) {
    const { child, ended } = startCertstick(BULK, { cwd })
    // Once it works, at a moment of the work; now and then before.
    if (tries % 4 !== 0) await Promise.race([untilMoreMedia(cwd), ended])
    await sleep(random() * 300)
    child.kill('SIGKILL')
    const { status } = await ended
    const onRecord = (await certificatesOf(cwd)).length
    kills[status !== null ? 'after' : onRecord === known ? 'before' : 'within'] += 1
    known = onRecord
    for (const [name, receipt] of receipts(cwd)) {
      const tree = await decodeZip(readFileSync(join(cwd, 'output', name, `${name}.zip`)))
      expect(fileHashes(tree), `${name} is whole`).toEqual(receipt.files)
    }
  }
  expect(kills.within).toBeGreaterThan(0)

  const last = await startCertstick(BULK, { cwd }).ended
  expect(last).toMatchObject({ status: 0 })
  expect(readdirSync(join(cwd, 'output')).filter((name) => name.startsWith('.'))).toEqual([])

  const entries = await certificatesOf(cwd) // by serial number, so none is there twice
  const media = receipts(cwd)
  expect(media.size).toBe(USERS)
  for (let i = 0; i < USERS; i++) {
    const own = entries.filter(({ device }) => device === `PC-${i}`)
    const valid = own.filter(({ state }) => state === 'issued').map(({ serialNumber }) => serialNumber)
    expect(valid, `PC-${i}`).toEqual([media.get(`PC-${i}`)?.serialNumber])
    for (const entry of own.filter(({ serialNumber }) => serialNumber !== valid[0])) {
      expect(['withdrawn', 'superseded'], entry.serialNumber).toContain(entry.state)
    }
  }
  expect(entries.length).toBeGreaterThan(USERS) // or no kill hit anything
}, 180_000)

async function untilMoreMedia(cwd: string): Promise<void> {
  const before = receipts(cwd).size
  while (receipts(cwd).size === before) await sleep(20)
}
