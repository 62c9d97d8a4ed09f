import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { certificateUserIds } from '../../../src/x509/certificate-user-ids.ts'
import { addUser } from '../../entra-double/tenant.ts'
import { runCommand } from '../../support/cli.ts'
import { entraDesk } from '../../support/entra.ts'

test('entra remove takes the certificates out of the account, leaves other values, and ends all sessions', async () => {
  const desk = await entraDesk()
  const anna = await desk.employ('anna@contoso.com', { certificateUserIds: ['X509:<PN>other'] })
  await desk.confirmed('apply', '--only', 'user')
  await desk.ca.issueTo('anna@contoso.com', 'LAPTOP-02')
  await desk.confirmed('apply', '--only', 'user')
  expect(anna.certificateUserIds).toHaveLength(3)
  await desk.confirmed('remove', 'LAPTOP-02')
  expect(anna).toMatchObject({ sessionsEnded: 1, accountEnabled: true })
  expect(anna.certificateUserIds).toHaveLength(2)
  const { status, stderr } = await desk.confirmed('remove', 'anna@contoso.com', '--disable')
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(stderr).toMatch(/- anna@contoso\.com: X509:<SKI>/)
  expect(anna).toMatchObject({
    sessionsEnded: 2,
    accountEnabled: false,
    certificateUserIds: ['X509:<PN>other'],
  })
})

test('entra remove shows its plan, and says that a binding by name stays until the CRL is published', async () => {
  const desk = await entraDesk()
  const anna = await desk.employ('anna@contoso.com')
  await desk.confirmed('apply', '--only', 'user')
  const before = desk.writes().length
  const { stdout } = await desk.entra('remove', 'anna@contoso.com', '--dry-run')
  expect(stdout).toContain('- anna@contoso.com: all sessions')
  expect(stdout).toContain('where Entra binds by name too')
  expect(desk.writes()).toHaveLength(before)
  expect(anna.certificateUserIds).toHaveLength(1)
})

test('entra remove ends the sessions of a user from Active Directory, whose values it cannot change', async () => {
  const desk = await entraDesk()
  const anna = await desk.employ('anna@contoso.com')
  await desk.confirmed('apply', '--only', 'user')
  anna.onPremisesSyncEnabled = true
  const { status, stdout, stderr } = await desk.confirmed('remove', 'anna@contoso.com', '--disable')
  expect(status).toBe(3)
  expect(stderr).toContain('comes from Active Directory')
  expect(stdout).toContain('1 change made in Contoso.\n') // the end of sessions cannot be read back
  expect(anna).toMatchObject({ sessionsEnded: 1, accountEnabled: true })
})

test('entra remove refuses names without a certificate, and administrators', async () => {
  const desk = await entraDesk()
  await desk.employ('ceo@contoso.com', { directoryRoles: ['Global Administrator'] })
  expect(await desk.confirmed('remove', 'nobody@contoso.com')).toMatchObject({ status: 2 })
  expect((await desk.confirmed('remove', 'ceo@contoso.com')).stdout).toContain('has a directory role')
  expect(desk.writes()).toEqual([])
})

test('entra remove shows a name that has line breaks and escape sequences in one line', async () => {
  const desk = await entraDesk()
  const anna = await desk.employ('anna@contoso.com')
  await desk.confirmed('apply', '--only', 'user')
  const authorizationInfo = { certificateUserIds: anna.certificateUserIds }
  const userPrincipalName = 'anna@contoso.com\nerror: forged\u001b[2J'
  const body = JSON.stringify({ ...anna, authorizationInfo, userPrincipalName })
  // In the plan, and directly before the write.
  desk.double.graph.faults.set([
    { kind: 'status', match: `^GET .*/users/${anna.id}\\?`, times: 2, status: 200, body },
  ])
  const { status, stdout, stderr } = await desk.confirmed('remove', 'anna@contoso.com')
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringContaining(
      'done: remove 1 certificate value from anna@contoso.com\\u000aerror: forged\\u001b[2J\n',
    ),
  })
  expect(stderr).not.toMatch(/^error: forged/m)
  expect(`${stdout}${stderr}`).not.toContain('\u001b')
})

test('entra remove says to revoke the certificate too, unless it is revoked, and sends nobody to check a sign-in', async () => {
  const desk = await entraDesk()
  await desk.employ('anna@contoso.com')
  await desk.ca.issueTo('anna@contoso.com')
  await desk.confirmed('apply', '--only', 'user')
  const first = await desk.confirmed('remove', 'anna@contoso.com')
  const said = first.stdout.replaceAll('\n', ' ')
  expect(said).toMatch(/The (certificate itself is|\d certificates themselves are) not revoked/)
  expect(first.stdout).not.toContain('entra check')
  const { cwd } = desk.ca
  const [, command = ''] = /Next: certstick (.*?), then certstick crl/.exec(said) ?? []
  expect((await runCommand([...command.split(' '), '--yes'], { cwd })).status).toBe(0)
  expect((await desk.confirmed('remove', 'anna@contoso.com')).stdout).not.toContain('certstick revoke')
})

test('entra check says first to set a CRL URL in the CA folder where there is none, as entra apply takes it there', async () => {
  const desk = await entraDesk()
  await desk.employ('anna@contoso.com')
  expect((await desk.confirmed('apply')).stdout).toContain('made in Contoso')
  const { cwd } = desk.ca
  expect((await runCommand(['ca', 'set', '--no-crl-url'], { cwd })).status).toBe(0)
  Object.assign(desk.double.tenant.trust[0]?.authorities[0] ?? {}, { certificateRevocationListUrl: null })
  const { stdout } = await desk.entra('check', 'anna@contoso.com')
  expect(stdout).toContain('hint: certstick ca set --crl-url URL, then certstick entra apply')
})

test('entra remove takes any answer of success for the end of the sessions, also one without a body', async () => {
  const desk = await entraDesk()
  await desk.employ('anna@contoso.com')
  desk.double.graph.faults.set([{ kind: 'lose-answer', match: 'revokeSignInSessions', status: 204 }])
  expect(await desk.confirmed('remove', 'anna@contoso.com')).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('done: end the sessions of anna@contoso.com'),
  })
})

test('entra remove takes every value that names the certificate out of the account, and none that names the user', async () => {
  const desk = await entraDesk()
  const { certificate } = await desk.ca.issueTo('anna@contoso.com')
  const ids = certificateUserIds(certificate)
  const kept = [ids.principalName ?? '', ids.subject]
  const certificateUserIdsOfAnna = [
    ...kept,
    ids.sha1PublicKey.toLowerCase().replace('x509:<sha1-pukey>', 'X509:<SHA1-PUKEY>'),
    ids.issuerAndSerialNumber,
  ]
  const anna = addUser(desk.double.tenant, {
    userPrincipalName: 'anna@contoso.com',
    certificateUserIds: certificateUserIdsOfAnna,
  })
  const { status, stderr } = await desk.confirmed('remove', 'anna@contoso.com')
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('done: remove 2 certificate values from anna@contoso.com'),
  })
  expect(anna.certificateUserIds).toEqual(kept)
})

test('entra remove says of how many certificates it does not know the values', async () => {
  const desk = await entraDesk()
  await desk.employ('anna@contoso.com')
  const { cwd } = desk.ca
  await desk.ca.inventory?.write((writer) => {
    const never = { serialNumber: '0b0b0b0b', device: null, name: 'never', notAfter: '2030-01-01T00:00:00Z' }
    writer.intend({ ...never, userPrincipalName: 'anna@contoso.com' })
  })
  writeFileSync(join(cwd, 'index.txt'), 'V\t271127080000Z\t\t0A0B0C0D\tunknown\t/CN=anna@contoso.com\n')
  expect(await runCommand(['ca', 'import', 'index.txt'], { cwd })).toMatchObject({ status: 0 })
  const { stdout } = await desk.entra('remove', 'anna@contoso.com', '--dry-run')
  expect(stdout).toContain('the inventory has only the serial number of 1 certificate of anna@contoso.com')
})

test('entra remove works for a root CA that has expired too, and sends nobody to revoke what has ended', async () => {
  const desk = await entraDesk()
  const anna = await desk.employ('anna@contoso.com')
  await desk.confirmed('apply', '--only', 'user')
  const later = 12 * 365 * 86_400_000
  desk.double.tenant.clockOffset = -later
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + later })
  onTestFinished(() => void vi.useRealTimers())
  const { status, stdout, stderr } = await desk.confirmed('remove', 'anna@contoso.com')
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(stdout).not.toContain('not revoked')
  expect(anna).toMatchObject({ sessionsEnded: 1, certificateUserIds: [] })
})
