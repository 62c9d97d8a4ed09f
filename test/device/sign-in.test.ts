// The user's part, beyond the straight way: what fails at the first sign-in, and what the logs say.
import { X509Certificate } from 'node:crypto'
import { beforeAll, expect } from 'vitest'
import { judgeLog } from '../../src/device-log/judge-log.ts'
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
import { runTasks, signIn } from './sign-in.ts'

const UPN = 'jane@yourdomain.com'
const STAGED = String.raw`c:\programdata\certstick\jane-cba.pfx`
const PASSWORD = 'Zebra7 striped'
const HOUR = 3_600_000
/** 72 hours after the device's clock. */
const LATER = new Date(NOW.getTime() + 72 * HOUR).toISOString().slice(0, 19)
const root = makeRoot()
const { files } = makeMedium(root, { password: new Secret(PASSWORD), import: 'script' })

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
    'failed: The specified network password is not correct.',
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

testWith('openssl')(
  'whatever the script starts, and what starts the script again, is named by its full path',
  () => {
    const device = installed()
    signIn(device, 'jill@contoso.com')
    device.now = new Date(device.now.getTime() + 73 * HOUR)
    runTasks(device)
    const [bySetup, ...others] = device.started.map(([program = '']) => program)
    expect(bySetup).toBe('powershell') // Windows Setup's own command, of at most 259 characters, in a folder of Windows
    expect(new Set(others.map((program) => program.replace(/^.*\\/, '')))).toEqual(
      new Set(['certutil.exe', 'reg.exe', 'powershell.exe', 'whoami.exe', 'schtasks.exe']),
    )
    for (const program of others) expect(program).toMatch(/^C:\\Windows\\System32\\/)
  },
)

testWith('openssl')('who signs in is known in any case', () => {
  expect(signIn(installed(), 'JANE@YourDomain.com').stores.my).toHaveLength(1)
})

testWith('openssl')('the logs say each step, and nothing that is secret', () => {
  const device = installed()
  signIn(device, 'jill@contoso.com')
  signIn(device, UPN)
  expect(log(device, String.raw`c:\windows\panther\certstick.log`)).toEqual([
    'steps: root machine user',
    'root certificate: done',
    'certificate imported into the store of LocalMachine',
    'copies for the first sign-in: done',
    'hive of the default user loaded: done',
    'entry in RunOnce: done',
    'hive of the default user unloaded: done',
    '',
  ])
  expect(log(device, String.raw`c:\users\jill\appdata\local\certstick.log`)).toEqual([
    'the certificate is for another user: nothing was imported',
    'task that deletes the copies: done',
    `the copies in C:\\ProgramData\\certstick will be deleted at ${LATER}, in 72 hours, unless ${UPN} signs in before`,
    '',
  ])
  expect(log(device, String.raw`c:\users\jane\appdata\local\certstick.log`)).toEqual([
    'certificate imported into the store of CurrentUser',
    'copies deleted',
    '',
  ])
  const verdictOf = (path: string) => judgeLog(device.disks.files.get(path)?.bytes ?? Buffer.alloc(0)).verdict
  expect(verdictOf(String.raw`c:\windows\panther\certstick.log`)).toBe('prepared')
  expect(verdictOf(String.raw`c:\users\jill\appdata\local\certstick.log`)).toBe('not-imported')
  expect(verdictOf(String.raw`c:\users\jane\appdata\local\certstick.log`)).toBe('imported')
})

testWith('openssl')('a second run of Setup’s script stages the same again', () => {
  const device = installed()
  installWindows(device, { sticks: [{ letter: 'D', files }] })
  expect(signIn(device, UPN).stores.my).toHaveLength(1)
})

testWith('openssl')('the line in RunOnce holds no secret, and is short enough', () => {
  const lines = [...installed().defaultHive.values()].flatMap((values) => [...values.values()])
  expect(lines).toEqual([
    expect.stringMatching(/^C:\\Windows\\System32\\.*\\powershell\.exe .*\\install\.ps1 -SignIn$/),
  ])
  expect(lines[0]?.length).toBeLessThanOrEqual(260)
})

testWith('openssl')('by script, no program at all gets the password, and no log and no task has it', () => {
  const device = installed()
  const jill = signIn(device, 'jill@contoso.com')
  for (const [key, { bytes }] of device.disks.files) {
    if (key.endsWith('.log')) expect(Buffer.from(bytes).toString()).not.toContain('Zebra7')
  }
  signIn(device, UPN)
  expect(device.started.flat().filter((argument) => argument.includes('Zebra7'))).toEqual([])
  expect(device.tasks.map(({ who, line }) => [who, line.includes('Zebra7')])).toEqual([[jill, false]])
})

function staged(device: Device): string[] {
  const folder = String.raw`c:\programdata\certstick\\`.slice(0, -1)
  return [...device.disks.files.keys()].filter((key) => key.startsWith(folder)).sort()
}

testWith('openssl')('somebody else’s sign-in has the copies deleted after 72 hours, and not before', () => {
  const device = installed()
  signIn(device, 'jill@contoso.com')
  expect(device.tasks.map(({ at }) => at.toISOString().slice(0, 19))).toEqual([LATER])
  device.now = new Date(NOW.getTime() + 71 * HOUR)
  runTasks(device)
  expect(staged(device)).toHaveLength(3)
  device.now = new Date(NOW.getTime() + 72 * HOUR)
  runTasks(device)
  expect(staged(device)).toEqual([])
  expect(log(device, String.raw`c:\users\jill\appdata\local\certstick.log`).slice(-2)).toEqual([
    'copies deleted',
    '',
  ])
  expect(signIn(device, UPN).stores.my).toEqual([])
})

testWith('openssl')('nobody else’s sign-in deletes anything while 72 hours have not passed', () => {
  const device = installed()
  for (const name of ['jill@contoso.com', null, 'joe@contoso.com']) signIn(device, name)
  signIn(device, 'jill@contoso.com')
  expect(device.tasks).toHaveLength(3)
  expect(signIn(device, UPN).stores.my).toHaveLength(1)
})

testWith('openssl')(
  'where a policy limits PowerShell, the log says so, and the next sign-in tries again',
  () => {
    const device = installed()
    device.languageMode = 'ConstrainedLanguage'
    const jane = signIn(device, UPN)
    expect(jane.stores.my).toEqual([])
    expect(log(device, String.raw`c:\users\jane\appdata\local\certstick.log`)).toEqual([
      'entry in RunOnce: done',
      'failed: a policy of this device limits PowerShell to ConstrainedLanguage, which cannot import',
      '',
    ])
    device.languageMode = 'FullLanguage'
    expect(signIn(device, UPN).stores.my).toHaveLength(1)
    expect(staged(device)).toEqual([])
  },
)

testWith('openssl')(
  'where only the deletion fails, the next sign-in deletes, and imports no second time',
  () => {
    const device = installed()
    device.disks.held.add(STAGED)
    const jane = signIn(device, UPN)
    expect(jane.stores.my).toHaveLength(1)
    expect(staged(device)).toEqual([String.raw`c:\programdata\certstick\install.ps1`, STAGED])
    device.disks.held.clear()
    signIn(device, UPN)
    expect(jane.stores.my).toHaveLength(1)
    expect(staged(device)).toEqual([])
  },
)
