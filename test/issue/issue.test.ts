// The straight way of one stick, and what each broken step leaves: no half-made folder, and a record that is true.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { checkInventory } from '../../src/inventory/check.ts'
import { issueStick } from '../../src/issue/issue.ts'
import { readReceipt } from '../../src/issue/prepare.ts'
import { recover } from '../../src/issue/recover.ts'
import { issueDesk } from '../support/issue.ts'
import { NOW } from '../support/world.ts'

const unflushed = vi.hoisted(() => new Set<string>())
vi.mock('../../src/flush-folder.ts', async (load) => {
  const real = await load<typeof import('../../src/flush-folder.ts')>()
  const flushFolder: typeof real.flushFolder = async (path) => {
    if (unflushed.has(path)) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' })
    await real.flushFolder(path)
  }
  return { ...real, flushFolder }
})

const broken = (message: string) => async (): Promise<never> => {
  throw new UserError('failed', message)
}

test('a stick is recorded as issued, with its folder in place and nothing left beside it', async () => {
  const { inventory, output, plan, means } = await issueDesk()
  const planned = plan()
  const { receipt, superseded, warnings } = await issueStick(planned, means)
  expect(readdirSync(output)).toEqual(['LAPTOP-01'])
  expect(readdirSync(join(output, 'LAPTOP-01')).sort()).toEqual(['ESD-USB', 'LAPTOP-01.zip', 'receipt.json'])
  const certificate = inventory.find(receipt.serialNumber)
  expect(certificate).toMatchObject({ state: 'issued', thumbprint: receipt.thumbprint, device: 'LAPTOP-01' })
  expect(inventory.request(receipt.serialNumber)).toMatchObject({ template: 'entra-join', key: 'ec-p256' })
  expect([superseded, warnings, inventory.allStaging()]).toEqual([[], [], []])
})

test('a second stick for the same user and device supersedes the first, whatever folder it goes to', async () => {
  const { inventory, plan, means } = await issueDesk()
  const first = await issueStick(plan(), means)
  const { folder, ...rest } = plan()
  const second = await issueStick({ ...rest, folder: join(folder, '..', 'elsewhere', 'LAPTOP-01') }, means)
  expect(second.superseded).toEqual([first.receipt.serialNumber])
  expect(inventory.find(first.receipt.serialNumber)).toMatchObject({
    state: 'superseded',
    supersededBy: second.receipt.serialNumber,
  })
})

test.each([
  ['the intent is refused', { intend: broken('the inventory is full') }, 'the inventory is full', null],
  ['the issue is refused', { issue: broken('overtaken') }, 'overtaken', 'withdrawn'],
] as const)('where %s, nothing is in place', async (_, change, message, state) => {
  const { inventory, output, plan, means } = await issueDesk()
  const planned = plan()
  const issued = issueStick(planned, { ...means, records: { ...means.records, ...change } })
  await expect(issued).rejects.toThrow(message)
  expect(readdirSync(output)).toEqual([])
  expect(inventory.find(planned.certificate.serialNumber)?.state ?? null).toBe(state)
})

test('where the build fails, the certificate is withdrawn and nothing is in place', async () => {
  const { inventory, output, plan, means } = await issueDesk()
  const planned = plan()
  const build: typeof means.build = async (given, stage) => {
    await means.build(given, stage)
    throw new UserError('failed', 'does not read back')
  }
  await expect(issueStick(planned, { ...means, build })).rejects.toThrow('does not read back')
  expect(readdirSync(output)).toEqual([])
  expect(inventory.find(planned.certificate.serialNumber)?.state).toBe('withdrawn')
})

test('where the folder cannot be put in place, the former certificate is current again, and its folder as it was', async () => {
  const { inventory, output, plan, means } = await issueDesk()
  const former = await issueStick(plan(), means)
  const again = plan()
  await expect(issueStick(again, means)).rejects.toThrow('LAPTOP-01') // --force was not given
  expect(readdirSync(output)).toEqual(['LAPTOP-01'])
  expect(inventory.find(again.certificate.serialNumber)?.state).toBe('withdrawn')
  expect(inventory.current('jane@yourdomain.com', 'LAPTOP-01')?.serialNumber).toBe(
    former.receipt.serialNumber,
  )
  expect([...checkInventory(inventory)]).toEqual([])
})

test('a file that somebody puts into the folder meanwhile is never replaced', async () => {
  const { inventory, output, plan, means } = await issueDesk()
  const former = await issueStick(plan(), means)
  const again = plan()
  const build: typeof means.build = async (given, stage) => {
    writeFileSync(join(output, 'LAPTOP-01', 'thesis.docx'), 'years of work')
    return means.build(given, stage)
  }
  await expect(issueStick(again, { ...means, build, replace: 'files of the user' })).rejects.toThrow(
    'thesis.docx',
  )
  expect(readdirSync(join(output, 'LAPTOP-01'))).toContain('thesis.docx')
  expect(inventory.find(again.certificate.serialNumber)?.state).toBe('withdrawn')
  expect(inventory.find(former.receipt.serialNumber)?.state).toBe('issued')
})

test('after the rename, what cannot be recorded or cleaned up is a warning', async () => {
  const { inventory, plan, means } = await issueDesk()
  const records = { ...means.records, placed: broken('the disk is full') }
  const { receipt, warnings } = await issueStick(plan(), { ...means, records })
  expect(warnings).toEqual(['the disk is full'])
  expect(inventory.find(receipt.serialNumber)?.state).toBe('issued')
})

test('what another command took for a killed run’s and finished is not withdrawn', async () => {
  const { inventory, output, plan, means } = await issueDesk()
  const planned = plan()
  const issue: typeof means.records.issue = async (...given) => {
    const superseded = await means.records.issue(...given)
    await recover(output, { inventory, isAlive: () => false, now: NOW }) // as from another container
    return superseded
  }
  await expect(issueStick(planned, { ...means, records: { ...means.records, issue } })).rejects.toThrow()
  expect(readdirSync(output)).toEqual(['LAPTOP-01'])
  expect(inventory.find(planned.certificate.serialNumber)?.state).toBe('issued')
})

test('a new name that cannot be flushed is a warning, and the next command records it', async () => {
  const { inventory, output, plan, means } = await issueDesk()
  unflushed.add(output)
  const { receipt, warnings } = await issueStick(plan(), means)
  expect(warnings).toEqual([expect.stringContaining('too many files are open')])
  expect(inventory.find(receipt.serialNumber)?.state).toBe('issued')
  expect(inventory.allStaging()).toHaveLength(1)
  unflushed.clear()
  await recover(output, { inventory, isAlive: () => false, now: NOW })
  expect(inventory.allStaging()).toEqual([])
  expect(inventory.find(receipt.serialNumber)?.state).toBe('issued')
})

test('of two at the same moment, one learns that it was overtaken, and leaves nothing', async () => {
  const { inventory, output, plan, means } = await issueDesk()
  const plans = [plan(), plan()]
  const ends = await Promise.allSettled(plans.map((planned) => issueStick(planned, means)))
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(readdirSync(output)).toEqual(['LAPTOP-01'])
  const states = plans.map(({ certificate }) => inventory.find(certificate.serialNumber)?.state)
  expect(states.sort()).toEqual(['issued', 'withdrawn'])
})

test('of two, one that stalls after its record until the other is done does not replace the newer files', async () => {
  const { inventory, output, plan, means } = await issueDesk()
  const replacing = { ...means, replace: 'files of the user' } as const
  const former = await issueStick(plan(), means)
  const [slow, fast] = [plan(), plan()]
  const issue: typeof means.records.issue = async (...given) => {
    const superseded = await means.records.issue(...given)
    await issueStick(fast, replacing)
    return superseded
  }
  const stalled = issueStick(slow, { ...replacing, records: { ...means.records, issue } })
  await expect(stalled).rejects.toThrow('at the same time')
  expect(readdirSync(output)).toEqual(['LAPTOP-01'])
  expect(readReceipt(join(output, 'LAPTOP-01'))?.serialNumber).toBe(fast.certificate.serialNumber)
  expect(inventory.current('jane@yourdomain.com', 'LAPTOP-01')?.serialNumber).toBe(
    fast.certificate.serialNumber,
  )
  expect(inventory.find(slow.certificate.serialNumber)?.state).toBe('withdrawn')
  expect(inventory.find(former.receipt.serialNumber)?.supersededBy).toBe(fast.certificate.serialNumber)
  expect([...checkInventory(inventory)]).toEqual([])
})
