// Every way to end a question without an answer: the program says so, leaves nothing behind, and gives the terminal back.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, vi } from 'vitest'
import { certstick, emptyFolder } from '../support/cli.ts'
import { NEW_ROOT } from '../support/first-run.ts'
import {
  answer,
  CTRL_C,
  CTRL_D,
  ENTER,
  type Steps,
  startInShell,
  startInTerminal,
  testInTerminal,
} from '../support/pty.ts'

const PASSPHRASE = 'open sesame'
const desk = emptyFolder()

beforeAll(() => {
  const env = { CERTSTICK_CA_PASSPHRASE: PASSPHRASE }
  certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd: desk, env })
  const made = ['new', '--yes', '--upn', 'jane@contoso.com', '--device', 'LAPTOP-01', '--key', 'ec-p256']
  expect(certstick(made, { cwd: desk, env }).status).toBe(0)
})

/** The kinds of questions, in an empty folder: what is answered before, and what stands there then. */
const KINDS: readonly (readonly [kind: string, args: readonly string[], before: Steps, question: string])[] =
  [
    ['a choice', [], [], 'What to do'],
    ['a password', [], NEW_ROOT.slice(0, -1), 'Passphrase for rootCA.key'],
    ['an empty text', [], NEW_ROOT, 'User principal name'],
    ['the passphrase of ca create', ['ca', 'create'], [], 'Passphrase for rootCA.key'],
  ]

/** The first question of each command that asks, where there is a CA with a passphrase. */
const COMMANDS: readonly (readonly [args: readonly string[], question: string])[] = [
  [[], 'What to do'],
  [['new'], 'User principal name'],
  [['new', '--upn', 'joe@contoso.com'], 'Password of the PFX'],
  [['regenerate', 'LAPTOP-01'], 'Password of the PFX'],
  [['revoke', 'LAPTOP-01'], 'Why'],
  [['crl'], 'Passphrase of rootCA.key'],
  [
    ['export', 'LAPTOP-01', '--to', 'windows', '--pfx-in', 'output/LAPTOP-01/ESD-USB/Certs/jane-cba.pfx'],
    'Password of the PFX',
  ],
]

async function startAt(args: readonly string[], cwd: string, before: Steps, question: string) {
  const terminal = startInTerminal(args, cwd)
  await answer(terminal, before)
  await terminal.expect(question)
  return terminal
}

const filesIn = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()

describe.each(KINDS)('%s', (_, args, before, question) => {
  testInTerminal.each([
    ['Ctrl-D', CTRL_D],
    ['Ctrl-C', CTRL_C],
  ])('is ended by %s, with exit code 130', async (_key, keys) => {
    const cwd = emptyFolder()
    const terminal = await startAt(args, cwd, before, question)
    terminal.type(keys)
    expect(await terminal.exitCode()).toBe(130)
    expect(terminal.shown()).toContain('cancelled')
    expect(terminal.cursorIsShown()).toBe(true)
    expect(readdirSync(cwd)).toEqual([])
  })

  testInTerminal.each([
    ['SIGHUP', 130],
    ['SIGTERM', 143],
  ] as const)('is ended by %s, with exit code %i', async (signal, exitCode) => {
    const cwd = emptyFolder()
    const terminal = await startAt(args, cwd, before, question)
    terminal.signal(signal)
    expect(await terminal.exitCode()).toBe(exitCode)
    expect(terminal.cursorIsShown()).toBe(true)
    expect(readdirSync(cwd)).toEqual([])
  })
})

describe('Ctrl-D', () => {
  testInTerminal.each(COMMANDS)('ends %j at "%s" and changes nothing', async (args, question) => {
    const before = filesIn(desk)
    const terminal = await startAt(args, desk, [], question)
    terminal.type(CTRL_D)
    expect(await terminal.exitCode()).toBe(130)
    expect(terminal.shown()).toContain('cancelled')
    expect(terminal.cursorIsShown()).toBe(true)
    expect(filesIn(desk)).toEqual(before)
  })

  testInTerminal('in a text that has begun deletes to the right, as it does elsewhere', async () => {
    const terminal = await startAt(['new'], desk, [], 'User principal name')
    terminal.type(`nobody${CTRL_D}`)
    await terminal.expect('nobody')
    terminal.type(`${'\x7f'.repeat(6)}joe@contoso.com${ENTER}`)
    await terminal.expect('Password of the PFX')
    terminal.type(CTRL_D)
    expect(await terminal.exitCode()).toBe(130)
  })
})

describe('a terminal that is closed', () => {
  testInTerminal.each(KINDS)(
    'at %s ends the program, with exit code 130 and nothing left behind',
    async (_, args, before, question) => {
      const cwd = emptyFolder()
      const exitCodeFile = join(emptyFolder(), 'exit-code')
      const terminal = startInShell(args, cwd, exitCodeFile)
      await answer(terminal, before)
      await terminal.expect(question)
      terminal.close()
      await vi.waitFor(() => expect(existsSync(exitCodeFile)).toBe(true), { timeout: 10_000 })
      await vi.waitFor(() => expect(readFileSync(exitCodeFile, 'utf8')).toBe('130\n'))
      expect(readdirSync(cwd)).toEqual([])
    },
  )

  testInTerminal(
    'ends a bulk run with the rows that it has begun, and the next run makes the others',
    async () => {
      const cwd = emptyFolder()
      const rows = Array.from({ length: 200 }, (_, i) => `user${i}@contoso.com\n`)
      writeFileSync(join(cwd, 'users.csv'), `upn\n${rows.join('')}`)
      certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
      const bulk = ['bulk', 'users.csv', '--yes', '--key', 'ec-p256']
      const output = join(cwd, 'output')
      const made = () => (existsSync(output) ? readdirSync(output).filter((name) => /^user/.test(name)) : [])
      const terminal = startInTerminal(bulk, cwd)
      await vi.waitFor(() => expect(made().length).toBeGreaterThan(3), { timeout: 20_000 })
      terminal.close()
      await terminal.exitCode()
      expect(made().length).toBeLessThan(rows.length)
      expect(certstick(bulk, { cwd }).status).toBe(0)
      expect(made()).toHaveLength(rows.length)
      expect(readdirSync(output).filter((name) => name.startsWith('.'))).toEqual([])
    },
  )
})

describe('a program that was stopped by Ctrl-Z', () => {
  testInTerminal('asks on when it is continued', async () => {
    const terminal = await startAt(['new'], desk, [], 'User principal name')
    terminal.type('\x1a')
    await new Promise((resolve) => setTimeout(resolve, 300)) // nothing is shown that could be waited for
    terminal.signal('SIGCONT')
    await new Promise((resolve) => setTimeout(resolve, 300))
    terminal.type(`joe@contoso.com${ENTER}`)
    await terminal.expect('Password of the PFX')
    terminal.type(CTRL_D)
    expect(await terminal.exitCode()).toBe(130)
  })
})
