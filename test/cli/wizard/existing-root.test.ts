// The wizard's tasks for certificates that exist, and the root CA that issued them, typed at in a real terminal.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { certstick, emptyFolder } from '../../support/cli.ts'
import { DEFAULTS, NEW_ROOT } from '../../support/first-run.ts'
import { answer, DOWN, down, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

const [RECREATE, CHECK, LOST, LIST] = [1, 3, 5, 6]

/** With LAPTOP-01 of jane, issued by the root CA in this folder. */
function deskWithCa(ca: string): string {
  const cwd = emptyFolder()
  certstick(['ca', 'create', '--key', 'ec-p256', '--yes', '--ca', ca], { cwd })
  const jane = ['jane@contoso.com', '--device', 'LAPTOP-01', '--key', 'ec-p256', '--yes']
  expect(certstick(['new', ...jane, '--ca', ca], { cwd }).status).toBe(0)
  return cwd
}

testInTerminal('a root CA in another folder is asked for once, and it signs what follows', async () => {
  const cwd = deskWithCa('pki')
  const terminal = startInTerminal([], cwd)
  await answer(terminal, [
    ['What to do', down(LOST)],
    ['There is no root CA in ca. Folder that has it', `elsewhere${ENTER}`],
    ['elsewhere has no rootCA.crt', `${'\b'.repeat(9)}pki${ENTER}`],
    ['Which stick', ENTER],
    ['Why is it revoked', ENTER],
    ['Revoke this certificate, which cannot be undone', `y${ENTER}`],
    ['certstick crl --ca pki', ''],
    ['Write the next CRL now', ENTER],
    ['it lists 1 certificate', ''],
    ['Create a new stick for the same user and device', `y${ENTER}`],
    ['Password of the PFX', ENTER],
    ['Write the files to a stick too', ENTER],
    ['Create the stick files', ENTER],
    ['Anything else', ENTER],
  ])
  expect(await terminal.exitCode()).toBe(0)
  expect(existsSync(join(cwd, 'pki/rootCA.crl'))).toBe(true)
  expect(existsSync(join(cwd, 'ca'))).toBe(false)
})

testInTerminal(
  'whoever goes back to the usual folder gets commands for the root CA that is there',
  async () => {
    const cwd = deskWithCa('pki')
    const terminal = startInTerminal([], cwd)
    await answer(terminal, [
      ['What to do', down(LIST)],
      ['There is no root CA in ca. Folder that has it', `pki${ENTER}`],
      ['Which certificates', ENTER],
      ['Anything else', down(1)],
      ['Root CA', `${DOWN}${ENTER}`],
      ['Folder with rootCA.crt and rootCA.key', ENTER],
      ...NEW_ROOT.slice(1),
      ['User principal name', `joe@contoso.com${ENTER}`],
      ['Device name', ENTER],
      ...DEFAULTS,
      ['Create the stick files', ENTER],
      ['certstick ca set --ca ca --crl-url adds it', ''],
      ['Anything else', ENTER],
    ])
    expect(await terminal.exitCode()).toBe(0)
    expect(existsSync(join(cwd, 'ca/rootCA.crt'))).toBe(true)
  },
)

testInTerminal(
  'a lost device whose certificate is revoked already is not asked about, and gets its CRL',
  async () => {
    const cwd = deskWithCa('ca')
    const revoke = ['revoke', 'LAPTOP-01', '--yes', '--reason', 'keyCompromise']
    expect(certstick(revoke, { cwd }).status).toBe(0)
    const terminal = startInTerminal([], cwd)
    await answer(terminal, [
      ['What to do', down(LOST)],
      ['Which stick', ENTER],
      ['the certificates of LAPTOP-01 are revoked already', ''],
      ['Write the next CRL now', ENTER],
      ['it lists 1 certificate', ''],
      ['Create a new stick for the same user and device', `n${ENTER}`],
      ['Anything else', ENTER],
    ])
    expect(await terminal.exitCode()).toBe(0)
  },
)

testInTerminal('where there is neither a root CA nor an output folder, Enter leads back', async () => {
  const terminal = startInTerminal([], emptyFolder())
  await answer(terminal, [
    ['What to do', down(RECREATE)],
    ['There is no root CA in ca', ENTER],
    ['note: create a stick first', ''],
    ['Anything else', down(CHECK + 1)],
    ['What to check', ENTER],
    ['Name, folder or zip (leave empty to go back)', `nowhere${ENTER}`],
    ['nowhere was not found', `${'\b'.repeat(7)}${ENTER}`],
    ['Anything else', ENTER],
  ])
  expect(await terminal.exitCode()).toBe(0)
})

testInTerminal('a root CA that cannot be read is not taken for one without certificates', async () => {
  const cwd = deskWithCa('ca')
  writeFileSync(join(cwd, 'ca/rootCA.crt'), 'damaged')
  const terminal = startInTerminal([], cwd)
  await answer(terminal, [
    ['What to do', down(RECREATE)],
    ['error:', ''],
    ['rootCA.crt', ''],
    ['What to do', '\x1b[A\r'],
  ])
  expect(await terminal.exitCode()).toBe(0)
  expect(terminal.shown()).not.toContain('no stick was created')
})
