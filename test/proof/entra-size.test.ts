// A tenant of 50,000 users, of whom 1,000 have a certificate.
import { expect, test } from 'vitest'
import { addUser } from '../entra-double/tenant.ts'
import { startCertstick } from '../support/cli.ts'
import { entraDesk } from '../support/entra.ts'

const USERS = 50_000
const CERTIFICATES = 1_000

test('a tenant of 50,000 users and 1,000 certificates is set up in five requests a certificate, and read in a hundred', async () => {
  const desk = await entraDesk()
  const { tenant } = desk.double
  const group = desk.group('CBA pilot')
  for (let at = 0; at < USERS; at++) {
    const name = `user${at}@contoso.com`
    const user = addUser(tenant, { userPrincipalName: name })
    if (at >= CERTIFICATES) continue
    await desk.ca.issueTo(name)
    group.members.push(user.id)
  }
  const run = async (...args: readonly string[]) => {
    desk.double.seen.length = 0
    const start = Date.now()
    const options = { cwd: desk.ca.cwd, env: desk.env }
    const ended = await startCertstick(['entra', ...args], options).ended
    const requests = desk.double.seen.length
    console.log(`entra ${args[0]}: ${requests} requests, ${Date.now() - start} ms`)
    return { ...ended, requests }
  }
  const confirmed = ['--with-policy', '--yes', '--tenant-id', tenant.id]
  const first = await run('apply', '--group', 'CBA pilot', ...confirmed)
  expect(first).toMatchObject({ status: 0 })
  expect(first.requests).toBeLessThan(5 * CERTIFICATES + 200)
  const values = [...tenant.users.values()].flatMap(({ certificateUserIds }) => certificateUserIds)
  expect(new Set(values).size).toBe(CERTIFICATES)
  const second = await run('apply', '--group', 'CBA pilot', ...confirmed)
  expect(second).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing to do.') })
  expect(second.requests).toBeLessThan(100)
  const checked = await run('check')
  expect(checked).toMatchObject({ status: 0 })
  expect(checked.requests).toBeLessThan(100)
}, 300_000)
