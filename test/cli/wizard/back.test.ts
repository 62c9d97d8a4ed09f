// What the wizard asks can be taken back, and what it asks for is enough, typed at in a real terminal.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect } from 'vitest'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { answer, CTRL_C, down, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

/** Over the first choice, to the last. */
const BACK = `\x1b[A${ENTER}`

let cwd: string

/** A root CA, and LAPTOP-01 of jane. */
beforeEach(() => {
  cwd = emptyFolder()
  certstick(['ca', 'create', '--key', 'ec-p256', '--yes', '--name', 'Contoso CA'], { cwd })
  const jane = ['--upn', 'jane@contoso.com', '--device', 'LAPTOP-01', '--key', 'ec-p256']
  expect(certstick(['new', '--yes', ...jane], { cwd }).status).toBe(0)
  mkdirSync(join(cwd, 'stick'))
})

testInTerminal('every task leads back to the choice of tasks, with nothing changed', async () => {
  const inventory = async () => (await runCommand(['list', '--json'], { cwd })).stdout
  const before = await inventory()
  const terminal = startInTerminal([], cwd)
  await answer(terminal, [
    ['What to do', down(1)],
    ['Which stick', BACK],
    ['Anything else', down(4)],
    ['What to check', BACK],
    ['Anything else', down(5)],
    ['Which stick', ENTER],
    ['Which stick to write to', BACK],
    ['Anything else', down(6)],
    ['Which stick', BACK],
    ['Anything else', down(8)],
    ['Which stick to wipe', BACK],
    ['Anything else', down(8)],
    ['Which stick to wipe', down(1)],
    ['Drive or folder of the stick', `stick${ENTER}`],
    ['Overwrite and delete certstick’s files on stick', ENTER],
    ['Anything else', down(9)],
    ['show what to enter by hand', BACK],
    ['Anything else', down(10)],
    ['Which stick', ENTER],
    ['What for', BACK],
    ['Anything else', down(3)],
    ['Root CA', ENTER],
    ['Table of the users', ENTER],
    ['Anything else', ENTER],
  ])
  expect(await terminal.exitCode()).toBe(0)
  expect(await inventory()).toBe(before)
})

testInTerminal('Entra ID is checked by a sign-in whose tenant and program are asked for', async () => {
  const nowhere = { CERTSTICK_GRAPH_URL: 'http://127.0.0.1:1', CERTSTICK_LOGIN_URL: 'http://127.0.0.1:1' }
  const terminal = startInTerminal([], cwd, 80, { ...nowhere, PATH: '' })
  await answer(terminal, [
    ['What to do', down(8)],
    ['show what to enter by hand', down(1)],
    ['Entra tenant', `contoso.com${ENTER}`],
    ['Client id of your app registration', ENTER],
    ['http://127.0.0.1:1/contoso.com', CTRL_C],
  ])
  await terminal.exitCode()
  expect(terminal.shown()).not.toContain('--client-id')
})

testInTerminal('an answer longer than the screen is broken between words', async () => {
  const own = emptyFolder()
  const name = 'Contoso International Device Sign-in Root CA of the world'
  certstick(['ca', 'create', '--key', 'ec-p256', '--yes', '--name', name], { cwd: own })
  const terminal = startInTerminal([], own, 60)
  await answer(terminal, [
    ['What to do', ENTER],
    ['Root CA', ENTER],
    ['User principal name', CTRL_C],
  ])
  await terminal.exitCode()
  const [, given = ''] = terminal.shown().split('✔ Root CA')
  expect(given.replaceAll(/\s+/g, ' ')).toMatch(
    new RegExp(`^ CN=${name}, in ca, until \\d{4}-\\d\\d-\\d\\d\\W`),
  )
})

testInTerminal('a question longer than the screen is broken between words', async () => {
  const terminal = startInTerminal([], emptyFolder(), 40)
  await answer(terminal, [
    ['What to do', ENTER],
    ['Root CA', ENTER],
    ['Company that signs in', CTRL_C],
  ])
  await terminal.exitCode()
  expect(terminal.shown()).toMatch(/Company that signs in \(the root CA is\nnamed after it\)/)
})
