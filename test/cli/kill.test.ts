// `new` that is killed in the middle of its work; test/proof kills more, and at random moments.
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { emptyFolder, runCommand, startCertstick } from '../support/cli.ts'

const NEW = ['new', '--yes', '--upn', 'jane@yourdomain.com', '--key', 'ec-p256', '--force']

test('killed while it writes: a folder with its name is whole, and the same command goes on', async () => {
  const cwd = emptyFolder()
  expect((await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })).status).toBe(0)
  const valid = async (): Promise<string[]> => {
    const { certificates } = JSON.parse((await runCommand(['list', '--json'], { cwd })).stdout)
    const issued = certificates.filter(({ state }: { state: string }) => state === 'issued')
    return issued.map(({ serialNumber }: { serialNumber: string }) => serialNumber)
  }
  const output = join(cwd, 'output')
  const { child, ended } = startCertstick(NEW, { cwd })
  while (!existsSync(output) || readdirSync(output).length === 0) await sleep(1)
  child.kill('SIGKILL')
  expect((await ended).status).toBeNull() // or the kill came too late

  const isReady = async (): Promise<boolean> =>
    (await runCommand(['verify', 'output/jane'], { cwd })).status === 0
  if (existsSync(join(output, 'jane'))) expect(await isReady()).toBe(true)
  expect((await runCommand(NEW, { cwd })).status).toBe(0)
  expect(await valid()).toHaveLength(1)
  expect(await isReady()).toBe(true)
})

test('what a run with the same process id left, as in a container, is not taken for a run that is under way', async () => {
  const cwd = emptyFolder()
  const made = await runCommand([...NEW, '--json'], { cwd })
  const { serialNumber } = JSON.parse(made.stdout).receipt
  const left = join(cwd, 'output', `.certstick-${process.pid}-${serialNumber}.partial`)
  mkdirSync(left)
  expect((await runCommand(NEW, { cwd })).status).toBe(0)
  expect(existsSync(left)).toBe(false)
})
