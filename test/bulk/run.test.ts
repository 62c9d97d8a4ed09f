// Rows of a bulk run: one row's failure is its own, a full disk is everybody's, and what was made before is kept.
import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { PlannedRow } from '../../src/bulk/plan.ts'
import { findMade } from '../../src/bulk/resume.ts'
import { type BulkRun, carryOut } from '../../src/bulk/run.ts'
import { UserError } from '../../src/errors.ts'
import { readBack } from '../../src/issue/read-back.ts'
import { issueDesk } from '../support/issue.ts'
import { NOW } from '../support/world.ts'

async function bulkDesk(rows: number) {
  const { plan, means, inventory, output } = await issueDesk()
  const planned: PlannedRow[] = Array.from({ length: rows }, (_, index) => {
    const input = { upn: `user${index}@contoso.com`, device: `PC-${index}` }
    return { row: index + 2, input, plan: plan(input) }
  })
  const run: BulkRun = {
    ...means,
    rows: planned,
    atOnce: 2,
    findMade: (row) => findMade(row.plan, inventory, NOW),
    prove: ({ plan: { folder } }, receipt) => readBack(folder, receipt, NOW),
    signal: new AbortController().signal,
    onOutcome: () => {},
  }
  return { run, inventory, output }
}

/** Fails in the place of building the row of that device. */
function failingAt(device: string, errno: string, { build }: BulkRun): BulkRun['build'] {
  return async (plan, stage) => {
    if (plan.device !== device) return build(plan, stage)
    throw new UserError('failed', 'the disk refused', {
      cause: Object.assign(new Error(errno), { code: errno }),
    })
  }
}

test.each(['EACCES', 'EIO', 'EBUSY'])('%s fails one row, and the others are made', async (errno) => {
  const { run, output } = await bulkDesk(5)
  const outcomes = await carryOut({ ...run, build: failingAt('PC-1', errno, run) })
  expect(outcomes.map(({ state }) => state)).toEqual(['made', 'failed', 'made', 'made', 'made'])
  expect(readdirSync(output).sort()).toEqual(['PC-0', 'PC-2', 'PC-3', 'PC-4'])
})

test.each(['ENOSPC', 'EROFS', 'EDQUOT'])('%s ends the run: what was not begun stays open', async (errno) => {
  const { run, inventory } = await bulkDesk(8)
  const outcomes = await carryOut({ ...run, build: failingAt('PC-0', errno, run) })
  const states = outcomes.map(({ state }) => state)
  expect(states[0]).toBe('failed')
  expect(states.slice(4)).toEqual(['open', 'open', 'open', 'open'])
  const open = run.rows.slice(4).map(({ plan }) => inventory.find(plan.certificate.serialNumber))
  expect(open).toEqual([null, null, null, null]) // nothing of them is recorded
})

test('an inventory that cannot grow any more ends the run', async () => {
  const { run, inventory } = await bulkDesk(20)
  inventory.connection.exec('PRAGMA max_page_count = 1') // as many as there are: the disk is full
  const states = (await carryOut(run)).map(({ state }) => state)
  expect(states).toContain('failed')
  expect(states.slice(10)).toEqual(Array.from({ length: 10 }, () => 'open'))
})

test('a run that is stopped finishes what it has begun, and the next one keeps it', async () => {
  const { run, inventory } = await bulkDesk(6)
  const stop = new AbortController()
  const first = await carryOut({ ...run, signal: stop.signal, onOutcome: () => stop.abort() })
  const made = first.filter(({ state }) => state === 'made').length
  expect(made).toBeGreaterThan(0)
  expect(first.filter(({ state }) => state === 'open')).toHaveLength(6 - made)
  const second = await carryOut(run)
  expect(second.filter(({ state }) => state === 'kept')).toHaveLength(made)
  expect(second.filter(({ state }) => state === 'made')).toHaveLength(6 - made)
  const issued = [...inventory.certificates()].filter(({ state }) => state === 'issued')
  expect(issued).toHaveLength(6)
})

test('a mistake of ours ends the run, and is thrown', async () => {
  const { run, output } = await bulkDesk(4)
  const build = async (): Promise<never> => {
    throw new TypeError('ours')
  }
  await expect(carryOut({ ...run, build })).rejects.toThrow('ours')
  expect(existsSync(output) ? readdirSync(output) : []).toEqual([])
})
