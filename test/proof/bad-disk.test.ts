// A disk that is full or read-only, a CA that cannot be read: a clear error, and the inventory as it was.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bulk, certificatesOf, deskWithRoot, receipts, writeUsers } from '../support/bulk.ts'
import { certstick } from '../support/cli.ts'
import { temporaryFolder } from '../support/folders.ts'
import { testUnless } from '../support/skips.ts'
import { mountSmallDisk, testWithSmallDisk } from '../support/small-disk.ts'

const USERS = 24
const users = Array.from({ length: USERS }, (_, i) => `user${i}@contoso.com`)

describe('the output', () => {
  testWithSmallDisk(
    'on a disk that fills up: said, on record, and gone on with once there is room',
    async () => {
      const cwd = deskWithRoot()
      writeUsers(cwd, 'upn', ...users)
      const disk = mountSmallDisk(join(cwd, 'output'), 'size=400k')
      const { status, stdout, stderr } = bulk(cwd)
      expect(status).toBe(1)
      expect(stdout + stderr).toContain('the disk is full')
      expect(stderr).not.toContain('mistake in certstick')
      const media = receipts(cwd)
      expect(media.size).toBeLessThan(USERS)
      const valid = (await certificatesOf(cwd)).filter(({ state }) => state === 'issued')
      expect(valid.map(({ name }) => name).sort()).toEqual([...media.keys()].sort())

      disk.change('size=64m')
      expect(bulk(cwd).status).toBe(0)
      expect(receipts(cwd).size).toBe(USERS)
      const after = (await certificatesOf(cwd)).filter(({ state }) => state === 'issued')
      expect(after).toHaveLength(USERS)
      expect(readdirSync(join(cwd, 'output')).filter((name) => name.includes('.partial'))).toEqual([])
    },
  )

  testWithSmallDisk('on a read-only disk: refused before anything is signed', async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn', ...users)
    mountSmallDisk(join(cwd, 'output'), 'size=4m').change('ro')
    for (const { status, stderr } of [bulk(cwd), newFor(cwd)]) {
      expect(status).toBe(2)
      expect(stderr).toContain('--output: cannot write to output: the disk is read-only')
    }
    expect(await certificatesOf(cwd)).toEqual([])
  })

  test('where a file is in its place: refused before anything is signed', async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn', ...users)
    writeFileSync(join(cwd, 'output'), '')
    for (const { status, stderr } of [bulk(cwd), newFor(cwd), newFor(cwd, '--dry-run')]) {
      expect(status).toBe(2)
      expect(stderr).toContain('--output: output is a file, not a folder')
    }
    expect(await certificatesOf(cwd)).toEqual([])
  })
})

testUnless(existsSync('/proc/self') ? null : '/proc')(
  'an output that looks writable and is not is refused before anything is signed',
  async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn', ...users)
    const runs = [
      bulk(cwd, '--output', '/proc/certstick'),
      bulk(cwd, '--passwords-out', '/proc/certstick/passwords.csv'),
      newFor(cwd, '--output', '/proc/certstick'),
    ]
    for (const { status, stderr } of runs) {
      expect([1, 2]).toContain(status) // as root, the system says only then that it does not
      expect(stderr).toContain('/proc')
    }
    expect(await certificatesOf(cwd)).toEqual([])
  },
)

function newFor(cwd: string, ...options: readonly string[]) {
  return certstick(['new', '--upn', 'jane@contoso.com', '--key', 'ec-p256', '--yes', ...options], { cwd })
}

describe('the CA', () => {
  testWithSmallDisk.each(['size=120k', 'size=180k'])(
    'on a disk that fills up: said, nothing lost, and gone on with once there is room: %s',
    async (size) => {
      const cwd = deskWithRoot()
      writeUsers(cwd, 'upn', ...users)
      renameSync(join(cwd, 'ca'), join(cwd, 'made'))
      const disk = mountSmallDisk(join(cwd, 'ca'), size)
      for (const name of readdirSync(join(cwd, 'made'))) {
        writeFileSync(join(cwd, 'ca', name), readFileSync(join(cwd, 'made', name)))
      }
      const { status, stdout, stderr } = bulk(cwd)
      expect(status).toBe(1)
      expect(stdout + stderr).toContain('the disk is full')
      const media = [...receipts(cwd).values()]
      const onRecord = new Set((await certificatesOf(cwd)).map(({ serialNumber }) => serialNumber))
      expect(media.filter(({ serialNumber }) => !onRecord.has(serialNumber))).toEqual([])

      disk.change('size=64m')
      expect(bulk(cwd).status).toBe(0)
      const valid = (await certificatesOf(cwd)).filter(({ state }) => state === 'issued')
      expect(valid.map(({ serialNumber }) => serialNumber).sort()).toEqual(
        [...receipts(cwd).values()].map(({ serialNumber }) => serialNumber).sort(),
      )
      expect(valid).toHaveLength(USERS)
    },
  )

  testWithSmallDisk(
    'that cannot be made for want of room leaves no key behind, and can be made later',
    () => {
      const cwd = temporaryFolder()
      const disk = mountSmallDisk(join(cwd, 'ca'), 'size=8k')
      const create = () => certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
      expect(create()).toMatchObject({ status: 1, stderr: expect.stringContaining('the disk is full') })
      expect(readdirSync(join(cwd, 'ca')).filter((name) => name.startsWith('rootCA'))).toEqual([])
      disk.change('size=1m')
      expect(create().status).toBe(0)
    },
  )

  test.each([
    ['rootCA.key', 2, /rootCA\.key cannot be read: it is a folder/],
    ['rootCA.crt', 2, /rootCA\.crt cannot be read: it is a folder/],
    ['inventory.db', 2, /inventory\.db is not a file/],
  ])('whose %s cannot be read: refused before anything is signed', (name, exitCode, message) => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn', ...users)
    rmSync(join(cwd, 'ca', name), { force: true })
    mkdirSync(join(cwd, 'ca', name))
    const { status, stdout, stderr } = bulk(cwd)
    expect(status).toBe(exitCode)
    expect(stdout + stderr).toMatch(message)
    expect(receipts(cwd).size).toBe(0)
  })
})
