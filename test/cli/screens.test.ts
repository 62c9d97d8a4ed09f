// Every screen at the width of a phone's terminal, the usual one and a wide one: no line passes the width, and none breaks
// inside a word.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import xterm from '@xterm/headless'
import { beforeAll, describe, expect, test } from 'vitest'
import { widthOf } from '../../src/screen-text.ts'
import { emptyFolder, runCommand } from '../support/cli.ts'
import { COMMANDS, helpOf } from '../support/commands.ts'
import { DEFAULTS, NEW_ROOT, NOTHING_ELSE } from '../support/first-run.ts'
import { answer, ENTER, startInTerminal, testInTerminal } from '../support/pty.ts'

const WIDTHS = [60, 80, 120]
const FAST = ['--key', 'ec-p256', '--yes']

const HELP = [...COMMANDS.keys()].map(helpOf)

/** Each can be run again and again. */
const RESULTS = [
  ['new', 'jane@yourdomain.com', '--device', 'LAPTOP-01', '--force', ...FAST],
  ['new', 'jane@yourdomain.com', '--yes', '--dry-run', '--json'],
  ['bulk', 'users.csv', ...FAST],
  ['bulk', 'users.csv', '--dry-run', ...FAST],
  ['list'],
  ['list', '--history', 'LAPTOP-01'],
  ['verify', 'LAPTOP-01'],
  ['verify', 'output'],
  ['verify', 'output/LAPTOP-01/ESD-USB', '--warn-days', '400'],
  ['rehearse', 'output/LAPTOP-01/ESD-USB'],
  ['export', 'LAPTOP-01', '--to', 'entra', '--force'],
  ['revoke', 'LAPTOP-02', '--all', '--reason', 'certificateHold'],
  ['revoke', 'LAPTOP-02', '--all', '--reason', 'removeFromCRL'],
  ['crl'],
  ['ca', 'show'],
  ['ca', 'check'],
  ['ca', 'export-index', 'openssl'],
  ['template', 'list'],
  ['template', 'check', 'entra-join-wipe-disk'],
  ['template', 'check', 'wrong.xml'],
  ['wipe', 'stick'],
]

const ERRORS = [
  ['new', 'jane', '--days', '0', '--device', 'a b', '--template', 'no such file.xml', '--yes'],
  ['new', 'jane@yourdomain.com', '--device', 'LAPTOP-01', '--yes'],
  ['new', '--password', 'hunter2'],
  ['bulk', 'wrong.csv', ...FAST],
  ['verify', 'nowhere'],
  ['revoke', 'jane@yourdomain.com', '--reason', 'stolen'],
  ['export', 'LAPTOP-01', '--to', 'linux', '--include-password'],
  ['nonsense'],
  ['list', '--expirring', '30d'],
]

/** In one folder with a root CA, two sticks, and files that are wrong. */
let cwd: string
const screens = new Map<string, string>()

/** What a person sees, standard error first; null: in a pipe. */
async function screenOf(args: readonly string[], columns: number | null): Promise<string> {
  rmSync(join(cwd, 'openssl'), { recursive: true, force: true }) // because nothing is written over it
  const { stdout, stderr } = await runCommand(args, { cwd, ...(columns === null ? {} : { columns }) })
  const shown = stripVTControlCharacters(stderr).replaceAll(/[^\n]*\r/g, '')
  return shown + stdout
}

beforeAll(async () => {
  cwd = emptyFolder()
  writeFileSync(
    join(cwd, 'users.csv'),
    'upn,device\namy@yourdomain.com,LAPTOP-02\nzoe@yourdomain.com,LAPTOP-03\n',
  )
  writeFileSync(join(cwd, 'wrong.csv'), 'upn,devise\njane,x\njoe@yourdomain.com,../../etc\n')
  writeFileSync(join(cwd, 'wrong.xml'), '<unattend>\n  <a & b>\n</unattend>')
  mkdirSync(join(cwd, 'stick'))
  for (const args of [
    ['ca', 'create', ...FAST],
    ['new', 'jane@yourdomain.com', '--device', 'LAPTOP-01', ...FAST],
    ['bulk', 'users.csv', ...FAST],
  ]) {
    expect((await runCommand(args, { cwd })).status, args.join(' ')).toBe(0)
  }
  for (const args of [...HELP, ...RESULTS, ...ERRORS]) {
    screens.set(args.join(' '), await screenOf(args, null))
  }
})

/** Serial numbers and the like are cut short where there is no room, and numbers and dates change. */
function wordsOf(screen: string): string[] {
  const masked = screen.replaceAll(/\b[0-9a-f]{8,}\b|\b\w{24}\b/gi, '#').replaceAll(/\d+/g, '0')
  return masked.split(/\s+/).filter((word) => !/^(?:#|[█░]+|SERIAL|\(shown|only|once\)|password)$/.test(word))
}

describe.each(WIDTHS)('at %i columns', (columns) => {
  test.each([...HELP, ...RESULTS, ...ERRORS].map((args) => [args.join(' '), args] as const))(
    'certstick %s',
    async (name, args) => {
      const screen = await screenOf(args, columns)
      const isData = args.includes('--json')
      if (!isData) expect(screen.split('\n').filter((line) => widthOf(line) > columns)).toEqual([])
      const known = new Set(wordsOf(screens.get(name) ?? ''))
      expect(wordsOf(screen).filter((word) => !known.has(word))).toEqual([])
    },
  )

  testInTerminal('the wizard, from the first question to what to do next', async () => {
    const desk = emptyFolder()
    const terminal = startInTerminal([], desk, columns)
    await answer(terminal, [
      ...NEW_ROOT,
      ['User principal name', `jane${ENTER}`],
      ['has no @', `@yourdomain.com${ENTER}`],
      ['Device name', `LAPTOP-01${ENTER}`],
      ...DEFAULTS,
      ['Create the stick files', ENTER],
      ['erase it', ''],
      NOTHING_ELSE,
    ])
    expect(await terminal.exitCode()).toBe(0)
    const screen = new xterm.Terminal({ cols: columns, rows: 40, scrollback: 1000, allowProposedApi: true })
    await new Promise<void>((resolve) => screen.write(terminal.raw(), resolve))
    const { active } = screen.buffer
    const lines = Array.from({ length: active.length }, (_, y) => active.getLine(y))
    expect(lines.some((line) => line?.translateToString().includes('thumbprint'))).toBe(true)
    expect(lines.filter((line) => line?.isWrapped).map((line) => line?.translateToString(true))).toEqual([])
  })
})

test('a screen with room, and a pipe, show whole serial numbers and thumbprints; a narrow one cuts the first short', async () => {
  const whole = /\b[0-9a-f]{32}\b/
  expect(screens.get('list')).toMatch(whole)
  expect(await screenOf(['list'], 120)).toMatch(whole)
  const narrow = await screenOf(['list'], 80)
  expect(narrow).not.toMatch(whole)
  expect(narrow).toMatch(/ [0-9a-f]{8}$/m)
  const verified = await screenOf(['verify', 'output/LAPTOP-01/ESD-USB'], 60)
  expect(verified).toMatch(/ [0-9A-F]{40}$/m)
})
