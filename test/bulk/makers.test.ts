import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MakerOptions } from '../../src/bulk/maker.ts'
import { openMakers, type Work } from '../../src/bulk/makers.ts'
import type { MediaPlan } from '../../src/plan/plan.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { temporaryFolder } from '../support/folders.ts'
import { makeMedium, SCRIPT_TEMPLATE } from '../support/media.ts'
import { makeRoot } from '../support/roots.ts'
import { NOW } from '../support/world.ts'

const worker = new URL('../../dist/worker.js', import.meta.url)
const root = makeRoot()
const template = readFileSync(new URL('../../templates/entra-join.xml', import.meta.url))
const options: MakerOptions = {
  issuer: root,
  templates: new Map([['entra-join', template]]),
  scriptTemplate: SCRIPT_TEMPLATE,
  random: randomBytes,
  replace: false,
  now: () => NOW,
}

const { signal } = new AbortController()

function planTo(folder: string, device: string): MediaPlan {
  const { plan } = makeMedium(root, { device })
  return { ...plan, folder: join(folder, device) }
}

/** How many lanes are this thread's own, and how many go to workers. */
async function lanesFor(work: Work): Promise<{ own: number; others: number }> {
  const { lanes, close } = await openMakers(work, worker, options)
  const own = lanes.filter((lane) => lane === lanes.at(-1)).length
  await close()
  return { own, others: lanes.length - own }
}

describe('who makes media', () => {
  test.each([
    [
      { rows: 1000, longKeys: true, cores: 1 },
      { own: 24, others: 0 },
    ],
    [
      { rows: 1000, longKeys: true, cores: 4 },
      { own: 96, others: 0 },
    ],
    [
      { rows: 1000, longKeys: true, cores: 6 },
      { own: 96, others: 16 },
    ],
    [
      { rows: 1000, longKeys: false, cores: 1 },
      { own: 16, others: 0 },
    ],
    [
      { rows: 1000, longKeys: false, cores: 3 },
      { own: 16, others: 64 },
    ],
    [
      { rows: 59, longKeys: false, cores: 3 },
      { own: 16, others: 0 },
    ],
  ])('%j: %j', async (work, lanes) => {
    expect(await lanesFor(work)).toEqual(lanes)
  })

  test('makes the same in this thread and in a worker', async () => {
    const { lanes, close } = await openMakers({ rows: 60, longKeys: false, cores: 2 }, worker, options)
    const folder = temporaryFolder()
    try {
      for (const [device, maker] of [
        ['OWN-1', lanes.at(-1)],
        ['OTHER-1', lanes[0]],
      ] as const) {
        const plan = planTo(folder, device)
        const recorded: Uint8Array[] = []
        const make = await maker?.prepare(plan, signal)
        const delivered = await make?.(plan, async (certificate) => {
          expect(existsSync(join(folder, device))).toBe(false)
          recorded.push(certificate)
        })
        if (maker === undefined || delivered === undefined) throw new Error('no lane')
        const users = recorded.map((certificate) => inspectCertificate(certificate).userPrincipalNames)
        expect(users).toEqual([['jane@yourdomain.com']])
        expect(delivered.folder).toBe(join(folder, device))
        expect(await maker.prove(plan, delivered.receipt)).toEqual(delivered)
      }
    } finally {
      await close()
    }
  })

  test('refuses in the same words, in this thread and in a worker', async () => {
    const { lanes, close } = await openMakers({ rows: 60, longKeys: false, cores: 2 }, worker, options)
    const plan = planTo(temporaryFolder(), 'LAPTOP-01')
    const { receipt } = makeMedium(root)
    const refusals = [lanes[0], lanes.at(-1)].map((maker) => maker?.prove(plan, receipt))
    const [one, other] = await Promise.allSettled(refusals)
    await close()
    if (one?.status !== 'rejected' || other?.status !== 'rejected') throw new Error('nobody refused')
    expect(one.reason).toEqual(other.reason)
    expect(one.reason).toMatchObject({ code: 'failed', problems: [{ message: 'is gone' }] })
  })

  test('places nothing whose certificate is not on record', async () => {
    const { lanes, close } = await openMakers({ rows: 60, longKeys: false, cores: 2 }, worker, options)
    const folder = temporaryFolder()
    for (const maker of [lanes[0], lanes.at(-1)]) {
      const plan = planTo(folder, 'LAPTOP-01')
      const refused = Promise.reject(new Error('the disk is full'))
      refused.catch(() => {}) // as `deliver` does
      const make = await maker?.prepare(plan, signal)
      await expect(make?.(plan, () => refused)).rejects.toThrow('the disk is full')
    }
    await close()
    expect(readdirSync(folder)).toEqual([])
  })
})
