// `ca check` and `ca backup`, against inventories that something has happened to.
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeAuthority } from '../../support/authority.ts'
import { certstick, runCommand } from '../../support/cli.ts'
import { intent, issue, serialOf } from '../../support/inventory.ts'
import { expectMode } from '../../support/modes.ts'
import { makeClient, makeRoot } from '../../support/roots.ts'
import { mountSmallDisk, testWithSmallDisk } from '../../support/small-disk.ts'

async function codes(
  cwd: string,
  ...options: readonly string[]
): Promise<{ readonly status: number | null; readonly codes: string[] }> {
  const { status, stdout } = await runCommand(['ca', 'check', '--json', ...options], { cwd })
  const { findings } = JSON.parse(stdout)
  return { status, codes: findings.map(({ code }: { code: string }) => code) }
}

test('an inventory in order is said to be so, by the program itself', async () => {
  const { cwd, issueTo } = await makeAuthority()
  for (const _ of [1, 2]) await issueTo('jane@contoso.com', 'LAPTOP-01')
  expect((await runCommand(['revoke', 'LAPTOP-01', '--all', '--yes'], { cwd })).status).toBe(0)
  expect((await runCommand(['crl'], { cwd })).status).toBe(0)
  const { status, stdout, stderr } = certstick(['ca', 'check'], { cwd })
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: 'The certificate inventory is in order: 2 certificates.\n',
    stderr: '',
  })
})

test('a few overwritten bytes are found, named and end with 3', async () => {
  const { cwd, folder, issueTo } = await makeAuthority()
  const { serialNumber } = await issueTo('jane@contoso.com', 'LAPTOP-01')
  await runCommand(['revoke', serialNumber, '--reason', 'keyCompromise'], { cwd })
  const path = join(folder, 'inventory.db')
  const bytes = readFileSync(path)
  const row = bytes.indexOf('LAPTOP-01laptop-01revoked')
  expect(row).toBeGreaterThan(0)
  bytes.write('issued!', row + 'LAPTOP-01laptop-01'.length)
  writeFileSync(path, bytes)
  const { status, stdout } = await runCommand(['ca', 'check'], { cwd })
  expect(status).toBe(3)
  expect(stdout).toContain('inventory-damaged')
  expect(stdout).toContain(`${serialNumber}: its state is issued!, but its history says revoked`)
  const changing = await runCommand(['revoke', serialNumber, '--reason', 'superseded'], { cwd })
  expect(changing.status).not.toBe(0)
})

test('a certificate that another root signed is found, and one that is not its row’s', async () => {
  const { cwd, issuer, inventory } = await makeAuthority()
  const foreign = makeClient(makeRoot(), { serialNumber: serialOf(1) })
  const other = makeClient(issuer, { serialNumber: '5a99' })
  for (const [number, { certificate }] of [
    [1, foreign],
    [2, other],
  ] as const) {
    await inventory.write((writer) => {
      writer.intend(intent(number))
      writer.issue(issue(number, { der: certificate }))
      writer.placed(serialOf(number))
    })
  }
  expect(await codes(cwd)).toEqual({ status: 3, codes: ['certificate-differs', 'certificate-differs'] })
})

test('files that an interrupted command left unfinished are a warning', async () => {
  const { cwd, issuer, inventory } = await makeAuthority()
  const { certificate, plan } = makeClientOf(issuer)
  await inventory.write((writer) => {
    writer.intend(intent(1, { notAfter: plan.notAfter }))
    writer.issue(issue(1, { der: certificate, notAfter: plan.notAfter }))
  })
  expect(await codes(cwd)).toEqual({ status: 0, codes: ['files-unfinished'] })
})

function makeClientOf(issuer: Parameters<typeof makeClient>[0]) {
  const notAfter = '2027-03-01T10:00:00Z'
  const changes = { serialNumber: serialOf(1), notAfter: new Date(notAfter) }
  return { certificate: makeClient(issuer, changes).certificate, plan: { notAfter } }
}

test('the CRL on the disk is held against the last one that is recorded', async () => {
  const { cwd, folder } = await makeAuthority()
  const path = join(folder, 'rootCA.crl')
  expect(await codes(cwd)).toEqual({ status: 0, codes: [] })
  await runCommand(['crl'], { cwd })
  copyFileSync(path, join(cwd, 'old.crl'))
  await runCommand(['crl'], { cwd })
  expect(await codes(cwd)).toEqual({ status: 0, codes: [] })
  copyFileSync(join(cwd, 'old.crl'), path)
  expect((await runCommand(['ca', 'check'], { cwd })).stdout).toContain(
    'is CRL 1, and the last recorded one is 2',
  )
  rmSync(path)
  expect(await codes(cwd)).toEqual({ status: 0, codes: ['crl-not-recorded'] })
  const stranger = await makeAuthority()
  await runCommand(['crl'], { cwd: stranger.cwd })
  copyFileSync(join(stranger.folder, 'rootCA.crl'), path)
  expect(await codes(cwd)).toEqual({ status: 3, codes: ['crl-not-recorded'] })
  writeFileSync(path, 'call Zoë')
  expect(await codes(cwd)).toEqual({ status: 3, codes: ['crl-not-recorded'] })
})

test('a CRL that is newer than the inventory, as after a restored backup, is to be imported', async () => {
  const { cwd, folder, inventory } = await makeAuthority()
  await runCommand(['crl'], { cwd })
  inventory.close()
  await runCommand(['ca', 'backup', 'copy.db'], { cwd })
  await runCommand(['crl'], { cwd })
  for (const ending of ['', '-wal', '-shm']) rmSync(join(folder, `inventory.db${ending}`), { force: true })
  const missing = await runCommand(['ca', 'check'], { cwd })
  expect(missing.stderr).toContain('has one; move inventory.db and inventory.db-journal away')
  copyFileSync(join(cwd, 'copy.db'), join(folder, 'inventory.db'))
  const restored = await runCommand(['ca', 'check'], { cwd })
  expect(restored.stdout).toContain('is CRL 2, and the last recorded one is 1')
  expect(restored.stdout).toContain(
    'import that file with `certstick ca import FILE`, then run `certstick crl`',
  )
  await runCommand(['ca', 'import', join(folder, 'rootCA.crl')], { cwd })
  const imported = await runCommand(['ca', 'check'], { cwd })
  expect(imported.stdout).toContain('is CRL 2, which was imported, so its end is not known here')
  await runCommand(['crl'], { cwd })
  expect(await codes(cwd)).toEqual({ status: 0, codes: [] })
})

test('a CA folder that was moved, also from another system, keeps its CRL', async () => {
  const { cwd, folder, inventory } = await makeAuthority()
  await runCommand(['crl'], { cwd })
  const last = inventory.lastCrl()
  renameSync(folder, join(cwd, 'moved'))
  expect(await codes(cwd, '--ca', 'moved')).toEqual({ status: 0, codes: [] })
  renameSync(join(cwd, 'moved'), folder)
  if (last === null) throw new Error('no CRL is recorded')
  const { crlNumber, thisUpdate, nextUpdate, sha256 } = last
  const next = {
    crlNumber: String(Number(crlNumber) + 1),
    thisUpdate: thisUpdate ?? '',
    nextUpdate: nextUpdate ?? '',
  }
  await inventory.write((writer) =>
    writer.recordCrl({ ...next, sha256: sha256 ?? '', folder: 'C:\\certstick\\ca' }),
  )
  expect(await codes(cwd)).toEqual({ status: 0, codes: [] })
})

test('a backup restores what it had, is private, and never overwrites', async () => {
  const { cwd, folder, inventory, issueTo } = await makeAuthority()
  await issueTo('jane@contoso.com', 'LAPTOP-01')
  inventory.close()
  const made = certstick(['ca', 'backup', 'copy.db'], { cwd })
  expect(made).toMatchObject({ status: 0, stderr: '' })
  expect(made.stdout).toContain('copy.db')
  expectMode(join(cwd, 'copy.db'), 0o600)
  expect(await runCommand(['ca', 'backup', 'copy.db'], { cwd })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('already exists'),
  })
  rmSync(join(folder, 'inventory.db'))
  expect((await runCommand(['list'], { cwd })).status).toBe(1)
  copyFileSync(join(cwd, 'copy.db'), join(folder, 'inventory.db'))
  expect((await runCommand(['list'], { cwd })).stdout).toContain('LAPTOP-01')
  expect(await codes(cwd)).toEqual({ status: 0, codes: [] })
})

testWithSmallDisk(
  'a backup for which the disk has no room is refused by its own name, and leaves nothing',
  async () => {
    const { cwd } = await makeAuthority()
    mountSmallDisk(join(cwd, 'stick'), 'size=16k')
    const { status, stderr } = await runCommand(['ca', 'backup', 'stick/copy.db'], { cwd })
    expect(status).toBe(1)
    expect(stderr).toContain('copy.db cannot be written: the disk is full')
    expect(readdirSync(join(cwd, 'stick'))).toEqual([])
  },
)
