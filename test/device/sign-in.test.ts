// The user's part, beyond the straight way: what fails at the first sign-in, and what the logs say.
import { X509Certificate } from 'node:crypto'
import { beforeAll, expect } from 'vitest'
import { Secret } from '../../src/secret.ts'
import { makeMedium } from '../support/media.ts'
import { loadGrammar, type Parse } from '../support/powershell/syntax.ts'
import { makeRoot } from '../support/roots.ts'
import { testWith } from '../support/tools.ts'
import { NOW } from '../support/world.ts'
import { offers } from './chromium.ts'
import { type Device, newDevice } from './device.ts'
import { putFile, unplugAll } from './files.ts'
import { installWindows } from './setup.ts'
import { signIn } from './sign-in.ts'

const UPN = 'jane@yourdomain.com'
const STAGED = String.raw`c:\programdata\certstick\jane-cba.pfx`
const root = makeRoot()
const { files } = makeMedium(root, { password: new Secret('Zebra7 striped'), import: 'script' })

let parse: Parse
beforeAll(async () => {
  parse = await loadGrammar()
})

function installed(): Device {
  const device = newDevice({ architecture: 'amd64', parse })
  installWindows(device, { sticks: [{ letter: 'D', files }] })
  unplugAll(device.disks)
  return device
}

function log(device: Device, path: string): string[] {
  const text = Buffer.from(device.disks.files.get(path)?.bytes ?? []).toString()
  return text.split('\r\n').map((line) => line.replace(/^\S+ /, ''))
}

testWith('openssl')('an import that fails at the first sign-in is tried again at the next', () => {
  const device = installed()
  const staged = device.disks.files.get(STAGED)?.bytes ?? new Uint8Array()
  putFile(device.disks, STAGED, Buffer.from('damaged'))
  const jane = signIn(device, UPN)
  expect(jane.stores.my).toEqual([])
  expect(log(device, String.raw`c:\users\jane\appdata\local\certstick.log`)).toEqual([
    'entry in RunOnce: done',
    'failed: certificate for the user: certutil.exe ended with 0x80070056',
    '',
  ])
  putFile(device.disks, STAGED, staged)
  signIn(device, UPN)
  const offered = offers(jane, {
    root: new X509Certificate(root.certificate),
    now: new Date(NOW.getTime() + 1000),
  })
  expect(offered.map(({ userPrincipalName }) => userPrincipalName)).toEqual([UPN])
  expect(device.disks.files.has(STAGED)).toBe(false)
})

testWith('openssl')('who signs in is known in any case', () => {
  expect(signIn(installed(), 'JANE@YourDomain.com').stores.my).toHaveLength(1)
})

testWith('openssl')('the logs say each step, and nothing that is secret', () => {
  const device = installed()
  signIn(device, 'jill@contoso.com')
  signIn(device, UPN)
  expect(log(device, String.raw`c:\windows\panther\certstick.log`)).toEqual([
    'root certificate: done',
    'certificate for the machine: done',
    'copies for the first sign-in: done',
    'hive of the default user loaded: done',
    'entry in RunOnce: done',
    'hive of the default user unloaded: done',
    '',
  ])
  expect(log(device, String.raw`c:\users\jill\appdata\local\certstick.log`)).toEqual([
    'the certificate is for somebody else: nothing done',
    '',
  ])
  expect(log(device, String.raw`c:\users\jane\appdata\local\certstick.log`)).toEqual([
    'certificate for the user: done',
    'copies deleted',
    '',
  ])
})

testWith('openssl')('a second run of Setup’s script stages the same again', () => {
  const device = installed()
  installWindows(device, { sticks: [{ letter: 'D', files }] })
  expect(signIn(device, UPN).stores.my).toHaveLength(1)
})

testWith('openssl')('the line in RunOnce holds no secret, and is short enough', () => {
  const lines = [...installed().defaultHive.values()].flatMap((values) => [...values.values()])
  expect(lines).toEqual([expect.stringMatching(/^powershell\.exe .* -SignIn \}$/)])
  expect(lines[0]?.length).toBeLessThanOrEqual(260)
  expect(lines[0]).not.toContain('Zebra7')
})
