// What a killed run leaves at each moment, and what the next command makes of it.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkInventory } from '../../src/inventory/check.ts'
import { issueStick } from '../../src/issue/issue.ts'
import { recordsOf } from '../../src/issue/records.ts'
import { recover } from '../../src/issue/recover.ts'
import { DEAD, issueDesk } from '../support/issue.ts'
import { NOW } from '../support/world.ts'

type Desk = Awaited<ReturnType<typeof issueDesk>>

/** As far as a process got that was killed between the transaction and the rename. */
async function killedBeforeRename(desk: Desk) {
  const planned = desk.plan()
  const { certificate, folder } = planned
  const stage = desk.means.stageOf(planned)
  await desk.means.records.intend(planned)
  const built = await desk.means.build(planned, stage)
  await desk.means.records.issue(planned, built, stage)
  return { serialNumber: certificate.serialNumber, folder, stage }
}

function recovered({ output, inventory }: Desk, alive: readonly number[] = []): Promise<string[]> {
  return recover(output, { inventory, isAlive: (pid) => alive.includes(pid), now: NOW })
}

function serialIn(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'receipt.json'), 'utf8')).serialNumber
}

test('a whole stage gets its name', async () => {
  const desk = await issueDesk()
  const { serialNumber, folder } = await killedBeforeRename(desk)
  expect(await recovered(desk)).toEqual([expect.stringContaining('completed')])
  expect(serialIn(folder)).toBe(serialNumber)
  expect(readdirSync(desk.output)).toEqual(['LAPTOP-01'])
  expect(desk.inventory.find(serialNumber)?.state).toBe('issued')
  expect(desk.inventory.allStaging()).toEqual([])
})

test('a whole stage takes the place of the former folder, also where that was moved aside already', async () => {
  for (const movedAside of [false, true]) {
    const desk = await issueDesk()
    await issueStick(desk.plan(), desk.means)
    const { serialNumber, folder, stage } = await killedBeforeRename(desk)
    if (movedAside) renameSync(folder, `${stage}.old`)
    await recovered(desk)
    expect(serialIn(folder)).toBe(serialNumber)
    expect(readdirSync(desk.output)).toEqual(['LAPTOP-01'])
  }
})

test.each([
  ['damaged', (stage: string) => writeFileSync(join(stage, 'LAPTOP-01.zip'), 'no zip')],
  ['gone', (stage: string) => rmSync(stage, { recursive: true })],
] as const)(
  'where the stage is %s, the certificate is withdrawn and the former one is current again',
  async (_, harm) => {
    const desk = await issueDesk()
    const former = (await issueStick(desk.plan(), desk.means)).receipt.serialNumber
    const { serialNumber, folder, stage } = await killedBeforeRename(desk)
    renameSync(folder, `${stage}.old`)
    harm(stage)
    expect(await recovered(desk)).toEqual([expect.stringContaining('withdrawn')])
    expect(serialIn(folder)).toBe(former)
    expect(readdirSync(desk.output)).toEqual(['LAPTOP-01'])
    expect(desk.inventory.find(serialNumber)?.state).toBe('withdrawn')
    expect(desk.inventory.find(former)?.state).toBe('issued')
    expect([...checkInventory(desk.inventory)]).toEqual([])
  },
)

test('a folder that has its name already is only recorded so, and what it replaced is deleted', async () => {
  const desk = await issueDesk()
  const { serialNumber, folder, stage } = await killedBeforeRename(desk)
  renameSync(stage, folder)
  mkdirSync(`${stage}.old`)
  await recovered(desk)
  expect(serialIn(folder)).toBe(serialNumber)
  expect(existsSync(`${stage}.old`)).toBe(false)
  expect(desk.inventory.allStaging()).toEqual([])
})

test('a folder that somebody put in the place meanwhile is never replaced', async () => {
  const desk = await issueDesk()
  const { serialNumber, folder } = await killedBeforeRename(desk)
  mkdirSync(folder)
  writeFileSync(join(folder, 'thesis.docx'), 'years of work')
  await recovered(desk)
  expect(readdirSync(folder)).toEqual(['thesis.docx'])
  expect(desk.inventory.find(serialNumber)?.state).toBe('withdrawn')
})

test('the stage of a certificate that was never issued is deleted, and its intent withdrawn', async () => {
  const desk = await issueDesk()
  const planned = desk.plan()
  await desk.means.records.intend(planned)
  await desk.means.build(planned, desk.means.stageOf(planned))
  expect(await recovered(desk)).toEqual([])
  expect(readdirSync(desk.output)).toEqual([])
  expect(desk.inventory.find(planned.certificate.serialNumber)?.state).toBe('withdrawn')
})

test('what a running process is at is left alone, and so is what another CA left', async () => {
  const desk = await issueDesk()
  const { stage, serialNumber } = await killedBeforeRename(desk)
  mkdirSync(join(desk.output, '.certstick-1-abcdef.partial'))
  expect(await recovered(desk, [DEAD])).toEqual([])
  expect(existsSync(stage)).toBe(true)
  expect(existsSync(join(desk.output, '.certstick-1-abcdef.partial'))).toBe(true)
  expect(desk.inventory.find(serialNumber)?.state).toBe('issued')
})

test('a stage whose certificate was superseded or revoked meanwhile is discarded, and replaces nothing', async () => {
  const desk = await issueDesk()
  const older = await killedBeforeRename(desk)
  const newer = await issueStick(desk.plan(), desk.means) // while the process id of the older one was in use again
  await recovered(desk)
  expect(serialIn(older.folder)).toBe(newer.receipt.serialNumber)
  expect(readdirSync(desk.output)).toEqual(['LAPTOP-01'])
  expect(desk.inventory.find(older.serialNumber)?.withdrawnAt).not.toBeNull()
  expect(desk.inventory.find(newer.receipt.serialNumber)?.state).toBe('issued')

  const other = await issueDesk()
  const revoked = await killedBeforeRename(other)
  await other.inventory.write((writer) => writer.revoke(revoked.serialNumber, { reason: 'keyCompromise' }))
  await recovered(other)
  expect(readdirSync(other.output)).toEqual([])
  expect(other.inventory.find(revoked.serialNumber)?.state).toBe('revoked')
  expect([...checkInventory(desk.inventory), ...checkInventory(other.inventory)]).toEqual([])
})

test('a whole stage gets its name also where the output folder is named by another path', async () => {
  const desk = await issueDesk()
  const { serialNumber } = await killedBeforeRename(desk)
  const moved = `${desk.output}-moved`
  renameSync(desk.output, moved)
  await recovered({ ...desk, output: moved })
  expect(serialIn(join(moved, 'LAPTOP-01'))).toBe(serialNumber)
  expect(readdirSync(moved)).toEqual(['LAPTOP-01'])
  expect(desk.inventory.allStaging()).toEqual([])
})

test('a whole stage gets its name also where Windows recorded it', async () => {
  const desk = await issueDesk()
  const planned = { ...desk.plan(), folder: 'C:\\certstick\\output\\LAPTOP-01' }
  const { serialNumber } = planned.certificate
  const stage = join(desk.output, `.certstick-${DEAD}-${serialNumber}.partial`)
  await desk.means.records.intend(planned)
  await desk.means.records.issue(planned, await desk.means.build(planned, stage), stage)
  await recovered(desk)
  expect(readdirSync(desk.output)).toEqual(['LAPTOP-01'])
  expect(serialIn(join(desk.output, 'LAPTOP-01'))).toBe(serialNumber)
})

test('what an export left elsewhere is not taken for the stage of the same certificate', async () => {
  const desk = await issueDesk()
  const { serialNumber } = await killedBeforeRename(desk)
  const elsewhere = `${desk.output}-elsewhere`
  mkdirSync(join(elsewhere, `.certstick-1-${serialNumber}.partial`), { recursive: true })
  expect(await recovered({ ...desk, output: elsewhere })).toEqual([])
  expect(readdirSync(elsewhere)).toEqual([])
  expect(desk.inventory.find(serialNumber)?.state).toBe('issued')
})

test('the files of another user that came into the place meanwhile are never replaced', async () => {
  const desk = await issueDesk()
  const { serialNumber, folder } = await killedBeforeRename(desk)
  const other = await issueDesk()
  const theirs = await issueStick(other.plan({ upn: 'joe@yourdomain.com' }), other.means)
  cpSync(join(other.output, 'LAPTOP-01'), folder, { recursive: true })
  await recovered(desk)
  expect(serialIn(folder)).toBe(theirs.receipt.serialNumber)
  expect(desk.inventory.find(serialNumber)?.state).toBe('withdrawn')
})

test('of several commands that find the same stage, one gives it its name, and none withdraws it', async () => {
  for (let count = 0; count < 5; count++) {
    const desk = await issueDesk()
    const { serialNumber, folder } = await killedBeforeRename(desk)
    await Promise.all([recovered(desk), recovered(desk), recovered(desk)])
    expect(serialIn(folder)).toBe(serialNumber)
    expect(desk.inventory.find(serialNumber)?.state).toBe('issued')
    expect(readdirSync(desk.output)).toEqual(['LAPTOP-01'])
  }
})

test('a replaced folder that did not get its name back when its replacement was withdrawn gets it now', async () => {
  const desk = await issueDesk()
  const former = (await issueStick(desk.plan(), desk.means)).receipt.serialNumber
  const { serialNumber, folder, stage } = await killedBeforeRename(desk)
  renameSync(folder, `${stage}.old`) // and Windows refused both renames that should have followed
  await desk.means.records.withdraw(serialNumber)
  rmSync(stage, { recursive: true })
  await recovered(desk)
  expect(serialIn(folder)).toBe(former)
  expect(readdirSync(desk.output)).toEqual(['LAPTOP-01'])
})

test('where the former certificate was to be revoked, it is, once the folder has its name', async () => {
  const desk = await issueDesk()
  const former = (await issueStick(desk.plan(), desk.means)).receipt.serialNumber
  const records = recordsOf((work) => desk.inventory.write(work), { revokesFormer: true })
  await killedBeforeRename({ ...desk, means: { ...desk.means, records } })
  expect(desk.inventory.find(former)?.state).toBe('superseded')
  await recovered(desk)
  expect(desk.inventory.find(former)).toMatchObject({ state: 'revoked', reason: 'superseded' })
  expect([...checkInventory(desk.inventory)]).toEqual([])
})

test('where the new folder is not whole, the former certificate is not revoked', async () => {
  const desk = await issueDesk()
  const former = (await issueStick(desk.plan(), desk.means)).receipt.serialNumber
  const records = recordsOf((work) => desk.inventory.write(work), { revokesFormer: true })
  const { stage } = await killedBeforeRename({ ...desk, means: { ...desk.means, records } })
  rmSync(stage, { recursive: true })
  await recovered(desk)
  expect(desk.inventory.find(former)?.state).toBe('issued')
})
