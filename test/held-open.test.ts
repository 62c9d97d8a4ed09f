// Files that another program has open, as on Windows: each rename and removal of ours fails a few times, then succeeds. With
// a file that stays open, what certstick says and leaves behind is what the disk really has.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { AuthorityStore } from '../src/authority/store.ts'
import { writeIndexFolder } from '../src/authority/store-index.ts'
import { writeFolder } from '../src/media/disk-stage.ts'
import { changeStick, removeIfEmpty } from '../src/media/disk-stick.ts'
import { makeTree } from '../src/media/tree.ts'
import { runCommand } from './support/cli.ts'
import { temporaryFolder } from './support/folders.ts'

/** The names that are held, each with how often the system refuses; and how often it did. */
const held = vi.hoisted(() => ({ refusals: new Map<string, number>(), refused: 0 }))

vi.mock('node:process', async (load) => ({ ...(await load<object>()), platform: 'win32' }))
vi.mock('node:fs', async (load) => {
  const real = await load<typeof import('node:fs')>()
  const refusing =
    <Args extends unknown[]>(call: (...args: Args) => unknown, nameOf: (...args: Args) => unknown) =>
    (...args: Args) => {
      const name =
        String(nameOf(...args))
          .split(/[\\/]/)
          .at(-1) ?? ''
      for (const [pattern, times] of held.refusals) {
        if (times === 0 || !new RegExp(pattern).test(name)) continue
        held.refusals.set(pattern, times - 1)
        held.refused++
        throw Object.assign(new Error(`EBUSY: resource busy or locked, ${name}`), { code: 'EBUSY' })
      }
      return call(...args)
    }
  const changes = {
    renameSync: refusing(real.renameSync, (_from, to) => to),
    rmSync: refusing(real.rmSync, (path) => path),
    rmdirSync: refusing(real.rmdirSync, (path) => path),
    unlinkSync: refusing(real.unlinkSync, (path) => path),
  }
  return { ...real, ...changes, default: { ...real, ...changes } }
})
// Ten seconds of patience are over at once.
vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out')

afterEach(() => {
  held.refusals.clear()
  held.refused = 0
})

describe('held for a moment', () => {
  test('a CRL is replaced', async () => {
    const folder = temporaryFolder()
    const store = await AuthorityStore.open(folder)
    writeFileSync(join(folder, '.rootCA.crl.4711'), 'of a killed run')
    held.refusals.set('^rootCA', 3).set('^.rootCA.crl.4711$', 1)
    store.writeCrl({ der: Buffer.from('second'), pem: 'PEM' }, folder)
    expect(held.refused).toBe(4)
    expect(readdirSync(folder).sort()).toEqual(['rootCA.crl', 'rootCA.crl.pem'])
  })

  test('a stick is written, renamed on and wiped', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'Certs'))
    for (const name of ['old.xml', 'other.xml', 'Certs/old.pfx']) writeFileSync(join(folder, name), 'old')
    const write = makeTree([['autounattend.xml', Buffer.from('new')]])
    held.refusals.set('.', 9)
    const rename = [{ from: 'other.xml', to: 'other.xml.bak' }]
    await changeStick({ folder, remove: ['old.xml', 'Certs/old.pfx'], rename, write })
    removeIfEmpty(folder, 'Certs')
    expect(held.refused).toBe(9)
    expect(readdirSync(folder).sort()).toEqual(['autounattend.xml', 'other.xml.bak'])
  })

  test('a folder of openssl is written', () => {
    const folder = join(temporaryFolder(), 'openssl')
    mkdirSync(folder)
    held.refusals.set('.', 6)
    writeIndexFolder(folder, [{ path: 'index.txt', text: '' }])
    expect(held.refused).toBe(6)
    expect(readdirSync(folder).sort()).toEqual(['index.txt', 'newcerts'])
  })

  test('a folder of files is replaced', async () => {
    const output = temporaryFolder()
    const [folder, stage] = [join(output, 'LAPTOP-01'), join(output, '.certstick-1-ab.partial')]
    mkdirSync(folder)
    held.refusals.set('.', 3)
    await writeFolder(makeTree([['file', Buffer.from('new')]]), { folder, stage, replace: true })
    expect(held.refused).toBe(3)
    expect(readdirSync(output)).toEqual(['LAPTOP-01'])
    expect(readdirSync(folder)).toEqual(['file'])
  })
})

describe('a CRL that another program keeps open', () => {
  async function deskWithCrl(): Promise<string> {
    const cwd = temporaryFolder()
    await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    return cwd
  }

  test.each(['rootCA.crl', 'rootCA.crl.pem'])(
    '%s: the inventory keeps the list that is on the disk',
    async (name) => {
      const cwd = await deskWithCrl()
      const before = readFileSync(join(cwd, 'ca', 'rootCA.crl'))
      held.refusals.set(`^${name.replaceAll('.', '\\.')}$`, Number.POSITIVE_INFINITY)
      const { status, stderr } = await runCommand(['crl'], { cwd })
      expect(status).toBe(1)
      expect(stderr).toContain(`another program has ${join('ca', name)} open`)
      expect(stderr).toContain('hint: close it')
      held.refusals.clear()

      expect(readFileSync(join(cwd, 'ca', 'rootCA.crl'))).toEqual(before)
      expect(readdirSync(join(cwd, 'ca')).filter((each) => each.startsWith('.'))).toEqual([])
      const { lastCrl, findings } = JSON.parse((await runCommand(['ca', 'show', '--json'], { cwd })).stdout)
      expect(lastCrl.crlNumber).toBe('1')
      expect(findings).toEqual([])
      expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    },
  )

  test('a list on the disk that is not the recorded one is reported by ca show and list', async () => {
    const cwd = await deskWithCrl()
    const older = readFileSync(join(cwd, 'ca', 'rootCA.crl'))
    await runCommand(['crl'], { cwd })
    writeFileSync(join(cwd, 'ca', 'rootCA.crl'), older)
    for (const command of [['ca', 'show'], ['list']]) {
      const { stdout, stderr } = await runCommand(command, { cwd })
      expect(stdout + stderr).toContain('rootCA.crl in')
      expect(stdout + stderr).toMatch(/is CRL 1, and the last recorded one is\s+\S+/)
    }
  })
})
