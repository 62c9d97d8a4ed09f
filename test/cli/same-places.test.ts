// Commands that sentences name are those of the customer, or of the root CA, that the person works with.
import { join } from 'node:path'
import type { Command } from 'commander'
import { beforeAll, expect, test } from 'vitest'
import { ROOTS_ONLY } from '../../src/authority/root-certificate.ts'
import { NEW_ROOT, OTHER_ROOT } from '../../src/authority/root-finding.ts'
import { inSamePlaces, TAKING_A_CA } from '../../src/cli/same-places.ts'
import { emptyFolder, runCommand } from '../support/cli.ts'
import { COMMANDS } from '../support/commands.ts'

const cwd = emptyFolder()
const certstick = (...args: readonly string[]) => runCommand(args, { cwd })

beforeAll(async () => {
  const contoso = ['init', 'my customer', '--yes', '--name', 'Contoso', '--crl-url', 'http://c.com/a.crl']
  expect((await certstick(...contoso)).status).toBe(0)
  expect((await certstick('ca', 'create', '--yes', '--key', 'ec-p256', '--ca', 'other')).status).toBe(0)
})

test('the commands that get the places are those with --ca', () => {
  const takesCa = (command: Command) => command.options.some(({ long }) => long === '--ca')
  const found = [...COMMANDS].flatMap(([path, command]) => (takesCa(command) ? [path] : []))
  expect([...TAKING_A_CA].sort()).toEqual(found.filter((path) => path !== 'init').sort())
})

test.each([
  [
    'run certstick crl, then certstick crl check',
    'run certstick crl --ca a, then certstick crl check --ca a',
  ],
  ['`certstick ca set --crl-url URL`', '`certstick ca set --ca a --crl-url URL`'],
  ['certstick wipe E:\\, certstick init, certstick completion', null],
  ['No test of certstick has changed it; certstick newest', null],
  ['ExecStart=certstick crl --yes --ca b', null],
  // The folder of the customer has a root CA already.
  [NEW_ROOT, null],
  [OTHER_ROOT, null],
  [ROOTS_ONLY, null],
])('%s', (text, expected) => {
  expect(inSamePlaces(text, '--ca a')).toBe(expected ?? text)
  expect(inSamePlaces(text, '')).toBe(text)
})

test('hints, notes and next steps repeat the customer that was given', async () => {
  const made = await certstick(
    'new',
    'jane@contoso.com',
    '--yes',
    '--key',
    'ec-p256',
    '--profile',
    'my customer',
  )
  expect(made.status).toBe(0)
  const { stdout } = await certstick('revoke', 'jane', '--reason', 'superseded', '--profile', 'my customer')
  expect(stdout).toContain('certstick crl --profile "my customer"')
  const again = await certstick('init', 'second', '--yes', '--name', 'Second')
  expect(again.stdout).toContain('Then: certstick new --profile second')
  expect(again.stderr).toContain('certstick ca passphrase --profile second')
})

test('and the root CA that was given, of an error too', async () => {
  const made = await certstick('new', 'jane@contoso.com', '--yes', '--key', 'ec-p256', '--ca', 'other')
  expect(made.status).toBe(0)
  const again = ['regenerate', 'jane', '--yes', '--ca', 'other']
  expect((await certstick(...again)).stderr).toMatch(/certstick revoke --ca other [0-9a-f]{32}$/m)
  const missing = await certstick('list', '--ca', 'nowhere')
  expect(missing.stderr).toContain('certstick ca create --ca nowhere')
})

test('a list of customers names for each its own root CA', async () => {
  const { stderr } = await certstick('list', '--folders', '.')
  expect(stderr).toContain(`certstick crl --ca "${join('my customer', 'ca')}"`)
})
