// `--accept`: an admin who knows better lets a finding pass; the receipt keeps it, and `verify` goes on telling it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deskWithRoot, receipts } from '../support/bulk.ts'
import { runCommand } from '../support/cli.ts'

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/answer-files/${name}.xml`, import.meta.url))

function deskWith(name: string): string {
  const cwd = deskWithRoot()
  writeFileSync(join(cwd, 'own.xml'), fixture(name))
  return cwd
}

const asked = ['new', '--yes', '--key', 'ec-p256', '--upn', 'jane@a.com', '--template', 'own.xml']

test('an accepted finding stops nothing, is kept, and is reported again', async () => {
  const cwd = deskWith('setting-twice')
  const refused = await runCommand(asked, { cwd })
  expect(refused.status).toBe(2)
  expect(refused.stderr).toContain('let it pass with --accept setting-twice')

  const made = await runCommand([...asked, '--accept', 'setting-twice'], { cwd })
  expect(made).toMatchObject({ status: 0 })
  expect(made.stderr).toContain('note: setting-twice')
  expect(receipts(cwd).get('jane')?.accepted).toEqual(['setting-twice'])

  const verified = await runCommand(['verify', 'output/jane'], { cwd })
  expect(verified.status).toBe(0)
  expect(verified.stdout).toContain('accepted as it is (--accept setting-twice)')

  const again = await runCommand(['regenerate', 'jane'], { cwd })
  expect(again.status).toBe(0)
  expect(receipts(cwd).get('jane')?.accepted).toEqual(['setting-twice'])
})

test('one code lets no other pass', async () => {
  const cwd = deskWith('setting-twice')
  const { status, stderr } = await runCommand([...asked, '--accept', 'computer-name'], { cwd })
  expect(status).toBe(2)
  expect(stderr).toContain('a second ComputerName')
})

const NEVER = [
  ...['no-windows-pe', 'command-too-long', 'unreadable-text', 'not-well-formed', 'no-architecture'],
  ...['pfx-unreadable', 'pfx-missing', 'stray-key', 'no-such-finding'],
]

test.each(NEVER)('%s is never accepted', async (code) => {
  const cwd = deskWithRoot()
  const { status, stderr } = await runCommand([...asked, '--accept', code], { cwd })
  expect(status).toBe(2)
  expect(stderr).toContain(`${code} is not a finding that can be accepted`)
})

test('a receipt that was written by somebody else lets nothing pass that may not', async () => {
  const cwd = deskWith('setting-twice')
  await runCommand([...asked, '--accept', 'setting-twice'], { cwd })
  const path = join(cwd, 'output', 'jane', 'receipt.json')
  const answerFile = join(cwd, 'output', 'jane', 'ESD-USB', 'autounattend.xml')
  const receipt = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(
    path,
    JSON.stringify({ ...receipt, accepted: ['setting-twice', 'no-windows-pe', 'file-changed'] }),
  )
  const text = readFileSync(answerFile, 'utf8')
  writeFileSync(answerFile, text.replace(/<settings pass="windowsPE">[\s\S]*?<\/settings>/, ''))
  const { status, stdout } = await runCommand(['verify', 'output/jane/ESD-USB'], { cwd })
  expect(status).toBe(3)
  expect(stdout).toMatch(/error: no-windows-pe/)
  expect(stdout).toMatch(/error: file-changed/)
})
