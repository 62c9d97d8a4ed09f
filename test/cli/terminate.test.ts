// SIGTERM ends the program at once, whatever it is doing, and the next run makes good what was left half-made.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { openDatabase } from '../../src/inventory/driver.ts'
import { certstick, emptyFolder, type Started, startCertstick } from '../support/cli.ts'
import { testSignals } from '../support/skips.ts'

/** As a shell would give it. A program that takes longer than that to end has not been ended by the signal. */
async function exitCodeAfterTerm({ child, ended }: Started): Promise<number> {
  const begun = performance.now()
  child.kill('SIGTERM')
  await ended
  expect(performance.now() - begun).toBeLessThan(5_000)
  return child.exitCode ?? 128 + constants.signals[child.signalCode as NodeJS.Signals]
}

function deskOf(users: number): string {
  const cwd = emptyFolder()
  certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
  const rows = Array.from({ length: users }, (_, i) => `user${i}@contoso.com\n`)
  writeFileSync(join(cwd, 'users.csv'), `upn\n${rows.join('')}`)
  return cwd
}

const BULK = ['bulk', 'users.csv', '--yes', '--key', 'ec-p256']
const mediaIn = (cwd: string) =>
  existsSync(join(cwd, 'output')) ? readdirSync(join(cwd, 'output')).filter((name) => /^user/.test(name)) : []

describe('SIGTERM', () => {
  testSignals.each([0, 30, 60, 100])('%i milliseconds after the start', async (delay) => {
    const started = startCertstick(['new', '--yes', '--upn', 'jane@contoso.com'], { cwd: emptyFolder() })
    await new Promise((resolve) => setTimeout(resolve, delay))
    expect(await exitCodeAfterTerm(started)).toBe(143)
  })

  testSignals('while a long key is made', async () => {
    const cwd = emptyFolder()
    const started = startCertstick(['ca', 'create', '--yes', '--key', 'rsa-4096'], { cwd })
    await new Promise<void>((resolve) => {
      started.child.stderr?.on('data', (text) => String(text).includes('creating the key') && resolve())
    })
    expect(await exitCodeAfterTerm(started)).toBe(143)
    expect(existsSync(join(cwd, 'ca', 'rootCA.crt'))).toBe(false)
  })

  testSignals('in a bulk run, which goes on the next time and leaves nothing half-made', async () => {
    const cwd = deskOf(150) // enough for every thread
    const started = startCertstick(BULK, { cwd })
    await vi.waitFor(() => expect(mediaIn(cwd).length).toBeGreaterThan(3), { timeout: 20_000 })
    expect(await exitCodeAfterTerm(started)).toBe(143)
    expect(mediaIn(cwd).length).toBeLessThan(150)
    expect(certstick(BULK, { cwd }).status).toBe(0)
    expect(readdirSync(join(cwd, 'output')).filter((name) => name.startsWith('.'))).toEqual([])
    expect(mediaIn(cwd)).toHaveLength(150)
    expect(certstick(['verify', 'output'], { cwd }).status).toBe(0)
  })

  testSignals('while it waits for another process that has the inventory', async () => {
    const cwd = deskOf(1)
    const other = await openDatabase(join(cwd, 'ca', 'inventory.db'))
    onTestFinished(() => other.close())
    other.exec('BEGIN EXCLUSIVE')
    const waiting = startCertstick(BULK, { cwd })
    let said = ''
    waiting.child.stderr?.on('data', (text) => {
      said += text
    })
    await vi.waitFor(() => expect(said).toContain('waiting for another certstick'), { timeout: 20_000 })
    expect(await exitCodeAfterTerm(waiting)).toBe(143)
  })
})
