// `bulk --stick-by-stick`, killed or interrupted while a stick is written: the next run asks for every stick that is not whole.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { isErrno } from '../../src/errors.ts'
import { certstick, emptyFolder } from '../support/cli.ts'
import { ENTER, startInTerminal, type Terminal, testInTerminal } from '../support/pty.ts'

const ARGS = ['bulk', 'users.csv', '--key', 'ec-p256', '--stick-by-stick']

async function giveFolder(terminal: Terminal, folder: string): Promise<void> {
  await terminal.expect('stop here')
  terminal.type('another')
  await terminal.expect('❯ another drive or folder')
  terminal.type(ENTER)
  await terminal.expect('Drive or folder of the stick')
  terminal.type(folder)
  await terminal.expect(folder)
  terminal.type(ENTER)
}

testInTerminal.each([
  ['killed', 'SIGKILL'],
  ['interrupted', 'SIGINT'],
] as const)(
  '%s at any moment, it goes on where it stopped',
  async (_name, signal) => {
    const desk = emptyFolder()
    certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd: desk })
    const rows = Array.from({ length: 4 }, (_, index) => `user${index}@yourdomain.com`)
    writeFileSync(join(desk, 'users.csv'), ['upn', ...rows].join('\n'))
    for (const index of rows.keys()) mkdirSync(join(desk, `s${index}`))
    const done = () => rows.filter((_, index) => isWritten(desk, index)).length
    let runs = 0
    while (done() < rows.length) {
      const before = done()
      const terminal = startInTerminal(ARGS, desk)
      await giveFolder(terminal, `s${before}`)
      if (runs % 2 === 0) await new Promise((resolve) => setTimeout(resolve, runs * 7))
      else await answerUntilRead(terminal)
      try {
        terminal.signal(signal)
      } catch (error) {
        if (!isErrno(error, 'ESRCH')) throw error // after the last stick it ends by itself
      }
      await terminal.exitCode()
      runs += 1
      expect(runs).toBeLessThan(40)
    }
    for (const [index, user] of rows.entries()) {
      const [{ ready, userPrincipalName }] = JSON.parse(
        certstick(['verify', `s${index}`, '--json'], { cwd: desk }).stdout,
      ).media
      expect([ready, userPrincipalName]).toEqual([true, user])
    }
    expect(certstick(['ca', 'check'], { cwd: desk }).status).toBe(0)
  },
  240_000,
)

function isWritten(desk: string, index: number): boolean {
  const { stdout } = certstick(['list', '--history', `user${index}`], { cwd: desk })
  return stdout.includes('written to')
}

/** Of what a killed run left on the stick, it is asked whether that may be replaced. */
async function answerUntilRead(terminal: Terminal): Promise<void> {
  for (let waited = 0; !terminal.shown().includes('was read back'); waited += 20) {
    if (terminal.shown().includes('Replace them') && !terminal.shown().includes('Replace them Yes'))
      terminal.type(`y${ENTER}`)
    if (waited > 20_000) throw new Error(terminal.shown())
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
