// `bulk --stick-by-stick` in a real terminal.
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { certstick, emptyFolder } from '../../support/cli.ts'
import { LINKS_ABSENT } from '../../support/links.ts'
import {
  CTRL_C,
  ENTER,
  startInTerminal,
  TERMINAL_ABSENT,
  type Terminal,
  testInTerminal,
} from '../../support/pty.ts'
import { brokenLines } from '../../support/screen.ts'
import { testUnless } from '../../support/skips.ts'
import { insertInstaller } from '../../support/wim.ts'

const ARGS = ['bulk', 'users.csv', '--key', 'ec-p256']
const USERS = 'upn,device\njane@yourdomain.com,PC-01\njane@yourdomain.com,PC-02\njoe@yourdomain.com,\n'

/** A desk with a root CA, a table of three rows, and three sticks. */
function makeDesk(): string {
  const desk = emptyFolder()
  certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd: desk })
  writeFileSync(join(desk, 'users.csv'), USERS)
  for (const name of ['s1', 's2', 's3']) mkdirSync(join(desk, name))
  return desk
}

const begin = (desk: string, columns?: number) =>
  startInTerminal([...ARGS, '--stick-by-stick'], desk, columns)

/** Letters jump to the choice that begins so, whatever sticks this computer has. */
async function choose(terminal: Terminal, question: string, choice: string): Promise<void> {
  await terminal.expect(`${question}: insert a stick and choose it`)
  await terminal.expect('stop here')
  terminal.type(choice)
  await terminal.expect(`❯ ${choice}`)
  terminal.type(ENTER)
}

async function giveFolder(terminal: Terminal, question: string, folder: string): Promise<void> {
  await choose(terminal, question, 'another drive or folder')
  await terminal.expect('Drive or folder of the stick')
  terminal.type(`${folder}${ENTER}`)
}

const JANE_1 = 'Stick 1 of 3, for jane@yourdomain.com on PC-01'
const JANE_2 = 'Stick 2 of 3, for jane@yourdomain.com on PC-02'
const JOE = 'Stick 3 of 3, for joe@yourdomain.com'

function verified(desk: string, stick: string): unknown {
  const { stdout } = certstick(['verify', stick, '--json'], { cwd: desk })
  const { ready, userPrincipalName, device } = JSON.parse(stdout).media[0]
  return { ready, userPrincipalName, device }
}

testInTerminal('stick after stick is written, read back and recorded', async () => {
  const desk = makeDesk()
  insertInstaller(join(desk, 's1'))
  const terminal = begin(desk)
  await giveFolder(terminal, JANE_1, 's1')
  await terminal.expect('s1 is written for jane@yourdomain.com on PC-01 and was read back. Eject it now.')
  await giveFolder(terminal, JANE_2, 's2')
  await terminal.expect('note: no-installer: files only')
  await terminal.expect('s2 is written')
  await giveFolder(terminal, JOE, 's3')
  await terminal.expect('3 of 3 sticks are written.')
  expect(await terminal.exitCode()).toBe(0)
  const [jane, joe] = ['jane@yourdomain.com', 'joe@yourdomain.com']
  expect(verified(desk, 's1')).toEqual({ ready: true, userPrincipalName: jane, device: 'PC-01' })
  expect(verified(desk, 's2')).toEqual({ ready: true, userPrincipalName: jane, device: 'PC-02' })
  expect(verified(desk, 's3')).toEqual({ ready: true, userPrincipalName: joe, device: null })
  const history = certstick(['list', '--history', 'PC-02'], { cwd: desk }).stdout
  expect(history).toMatch(/ issued +\S+ on .*\n.* written to s2 +\S+ on /)
  expect(certstick(['ca', 'check'], { cwd: desk }).status).toBe(0)
  const again = begin(desk)
  await again.expect('3 of 3 sticks are written.')
  expect(await again.exitCode()).toBe(0)
  expect(again.shown()).not.toContain('insert a stick')
})

testInTerminal(
  'Ctrl-C at a question ends it, and the same command goes on with the sticks that are left',
  async () => {
    const desk = makeDesk()
    const first = begin(desk)
    await giveFolder(first, JANE_1, 's1')
    await first.expect(JANE_2)
    first.type(CTRL_C)
    await first.expect('stopped; 1 of 3 sticks are written')
    expect(await first.exitCode()).toBe(130)
    expect(first.cursorIsShown()).toBe(true)
    const second = begin(desk)
    await choose(second, JANE_2, 'no stick for this row now')
    await giveFolder(second, JOE, 's3')
    await second.expect('2 of 3 sticks are written. To go on, run the same command again')
    expect(await second.exitCode()).toBe(0)
    const third = begin(desk, 80)
    await choose(third, JANE_2, 'another drive or folder') // too long an answer for the line of its question
    await third.expect('Drive or folder of the stick')
    third.type(`no-such-folder${ENTER}`)
    await third.expect('no-such-folder was not found')
    third.type(`${'\b'.repeat(14)}${ENTER}`)
    await choose(third, JANE_2, 'stop here')
    await third.expect('2 of 3 sticks are written.')
    expect(await third.exitCode()).toBe(0)
    expect(third.shown()).toMatch(/choose it *\n {2}another drive or folder\n/)
    expect(await brokenLines(third, 80, 40)).toEqual([])
    expect([readdirSync(join(desk, 's1')).length, readdirSync(join(desk, 's2')).length]).toEqual([2, 0])
  },
)

testUnless(TERMINAL_ABSENT ?? LINKS_ABSENT)(
  'the stick before, left in its place, is not overwritten without a yes, nor one that cannot be used',
  async () => {
    const desk = makeDesk()
    cpSync(join(desk, 's2'), join(desk, 'elsewhere'), { recursive: true })
    symlinkSync(join(desk, 'elsewhere'), join(desk, 's2', 'Certs'))
    insertInstaller(join(desk, 's3'), { 'sources/install.wim': 'cut off' })
    const terminal = begin(desk)
    await giveFolder(terminal, JANE_1, 's1')
    await giveFolder(terminal, JANE_2, 's1')
    await terminal.expect('This stick has files of certstick already (Certs/jane-cba.pfx). Replace them')
    terminal.type(ENTER)
    await giveFolder(terminal, JANE_2, 's2')
    await terminal.expect('error: --stick: Certs is a link or a device')
    await giveFolder(terminal, JANE_2, 's3')
    await terminal.expect('error: --stick: sources/install.wim is too short')
    await giveFolder(terminal, JANE_2, 'nowhere')
    await terminal.expect('nowhere was not found')
    terminal.type(`${'\b'.repeat(7)}${ENTER}`)
    await choose(terminal, JANE_2, 'stop here')
    await terminal.expect('1 of 3 sticks are written.')
    expect(await terminal.exitCode()).toBe(0)
    expect(verified(desk, 's1')).toMatchObject({ ready: true, device: 'PC-01' })
    expect(readdirSync(join(desk, 'elsewhere'))).toEqual([])
  },
)

describe('somebody has to be there', () => {
  test.each([[['--yes']], [['--json']], [[]]])(
    'so %j without a terminal is refused before anything is made',
    (more) => {
      const desk = makeDesk()
      const { status, stderr } = certstick([...ARGS, '--stick-by-stick', ...more], { cwd: desk })
      expect(stderr).toContain('--stick-by-stick: asks for one stick after the other')
      expect(status).toBe(2)
      expect(readdirSync(desk)).not.toContain('output')
    },
  )

  testInTerminal('and so is --yes in a terminal', async () => {
    const terminal = startInTerminal([...ARGS, '--stick-by-stick', '--yes'], makeDesk())
    await terminal.expect('--stick-by-stick: asks for one stick after the other')
    expect(await terminal.exitCode()).toBe(2)
  })
})
