// Worker threads: what they build is whole, what they refuse arrives in the same words, and one that dies is not waited for.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openCrew } from '../../src/bulk/crew.ts'
import { UserError } from '../../src/errors.ts'
import { readBack } from '../../src/issue/read-back.ts'
import { temporaryFolder } from '../support/folders.ts'
import { issueDesk } from '../support/issue.ts'
import { NOW } from '../support/world.ts'

const WORKER = new URL('../../dist/worker.js', import.meta.url)

async function crewAt(program: URL) {
  const desk = await issueDesk()
  const { issuer, scriptTemplate } = desk.workshop
  const equipment = { issuer, scriptTemplate, templates: new Map([['entra-join', desk.template]]) }
  const crew = openCrew({ program, eval: false }, { threads: 2, equipment, now: () => NOW })
  onTestFinished(() => crew.close())
  return { ...desk, crew }
}

test('a worker builds a whole stage, with the password that was planned', async () => {
  const { plan, means, crew } = await crewAt(WORKER)
  const plans = ['PC-1', 'PC-2', 'PC-3'].map((device) => plan({ device }))
  const built = await Promise.all(plans.map((one) => crew.build(one, means.stageOf(one))))
  for (const [index, one] of plans.entries()) {
    const { receipt, zipSha256 } = built[index] ?? expect.unreachable()
    expect(receipt.serialNumber).toBe(one.certificate.serialNumber)
    expect(await readBack(means.stageOf(one), receipt, NOW)).toBe(zipSha256)
  }
})

test('a refusal arrives as it was thrown, with what the system said', async () => {
  const { plan, output, crew } = await crewAt(WORKER)
  writeFileSync(join(output, 'file'), '')
  const refused = await crew.build(plan(), join(output, 'file', 'stage')).catch((error) => error)
  expect(refused).toBeInstanceOf(UserError)
  expect(refused).toMatchObject({ code: 'failed', message: expect.stringContaining('cannot write') })
  expect(refused.cause).toMatchObject({ code: 'EEXIST' })
})

test('a thread that ends with work in hand rejects it, and what it is given later', async () => {
  const program = join(temporaryFolder(), 'worker.mjs')
  writeFileSync(
    program,
    "import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => process.exit(7))\n",
  )
  const { plan, means, crew } = await crewAt(pathToFileURL(program))
  const planned = plan()
  for (const _ of [1, 2, 3])
    await expect(crew.build(planned, means.stageOf(planned))).rejects.toThrow('ended before its tasks')
})
