// `ca passphrase`, killed at any moment: rootCA.key is whole, and opens with the old passphrase or the new one.
import { createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { makeAuthority } from '../support/authority.ts'
import { certstick, startCertstick } from '../support/cli.ts'
import { countKills } from '../support/kills.ts'
import { seededRandom } from '../support/seed.ts'

const KILLS = 15

test('killed at any moment: the key opens with the old passphrase or the new one, and the command works again', async () => {
  const random = seededRandom('passphrase-crash')
  const { cwd, folder, issuer } = await makeAuthority()
  const [key, staged] = [join(folder, 'rootCA.key'), join(folder, 'rootCA.key.new')]
  for (const name of ['one', 'two']) writeFileSync(join(cwd, name), name)
  const change = (from: string, to: string) => [
    ...['ca', 'passphrase', '--ca-passphrase-file', from, '--new-passphrase-file', to],
  ]
  const opensWith = (passphrase: string): boolean => {
    try {
      return createPrivateKey({ key: readFileSync(key), passphrase }).equals(issuer.privateKey)
    } catch {
      return false
    }
  }
  expect(certstick(['ca', 'passphrase', '--new-passphrase-file', 'one'], { cwd }).status).toBe(0)
  const kills = countKills()
  let [from, to] = ['one', 'two'] as [string, string]
  for (let kill = 0; kill < KILLS; kill++) {
    const before = readFileSync(key)
    const { child, ended } = startCertstick(change(from, to), { cwd })
    while (!existsSync(staged) && readFileSync(key).equals(before) && child.exitCode === null) await sleep(0)
    await sleep(random() * 4)
    child.kill('SIGKILL')
    await ended
    const isChanged = opensWith(to)
    expect(isChanged || opensWith(from)).toBe(true)
    kills[existsSync(staged) ? 'within' : isChanged ? 'after' : 'before']++
    if (existsSync(staged)) {
      expect(certstick(change(from, to), { cwd })).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('rootCA.key is unchanged, so delete rootCA.key.new'),
      })
      expect(isChanged).toBe(false)
      rmSync(staged)
    }
    if (isChanged) [from, to] = [to, from]
  }
  expect(certstick(change(from, to), { cwd }).status).toBe(0)
  expect(opensWith(to)).toBe(true)
})
