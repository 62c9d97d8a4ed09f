// `revoke` killed at any moment: what it confirmed is there, and the inventory agrees with itself.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { checkAuthority } from '../../src/authority/check-inventory.ts'
import { makeAuthority } from '../support/authority.ts'
import { startCertstick } from '../support/cli.ts'
import { countKills } from '../support/kills.ts'
import { seededRandom } from '../support/seed.ts'

const KILLS = 40

test('killed forty times: a revocation is there whole or not at all, and a confirmed one always', async () => {
  const [random, kills] = [seededRandom('revoke-crash'), countKills()]
  const { cwd, folder, inventory, store, issuer, issueTo } = await makeAuthority()
  const journal = join(folder, 'inventory.db-journal') // is there while a transaction is being written
  for (let kill = 0; kill < KILLS; kill++) {
    const { serialNumber } = await issueTo(`user${kill}@contoso.com`)
    const { child, ended } = startCertstick(['revoke', serialNumber, '--reason', 'keyCompromise'], { cwd })
    while (!existsSync(journal) && child.exitCode === null) await sleep(0)
    await sleep(random() * 12)
    child.kill('SIGKILL')
    const { status, stdout } = await ended
    const certificate = inventory.find(serialNumber)
    const isRevoked = certificate?.state === 'revoked'
    if (stdout.includes('Revoked')) expect(isRevoked).toBe(true)
    else expect(['issued', 'revoked']).toContain(certificate?.state)
    kills[status !== null || stdout !== '' ? 'after' : 'within'] += 1
  }
  expect(kills.within).toBeGreaterThan(0) // or nothing was killed
  expect([...checkAuthority(store, issuer, inventory)]).toEqual([])
  const { serialNumber } = await issueTo('last@contoso.com')
  expect((await startCertstick(['revoke', serialNumber, '--yes'], { cwd }).ended).status).toBe(0)
}, 120_000)
