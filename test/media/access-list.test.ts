// The exact programs that certstick runs for access lists on Windows, and what it makes of their answers.
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lintAccess, othersHaveAccess, restrictAccess, restrictingCall } from '../../src/media/access-list.ts'
import { cloudOf, lintCaFolder } from '../../src/media/cloud-folder.ts'
import type { ProgramCall } from '../../src/windows-programs.ts'

const env = { SystemRoot: 'C:\\Windows' }
const ANNA = 'S-1-12-1-3160000000-1200000000-2900000000-100000001'

/** Windows with these answers, and the calls that it got. @param sddl of every folder; null: icacls fails */
function windows({ sid = ANNA, sddl = null as string | null } = {}) {
  const calls: ProgramCall[] = []
  const run = (call: ProgramCall): string => {
    calls.push(call)
    if (call.program.endsWith('whoami.exe')) return `"azuread\\annamüller","${sid}"\r\n`
    const saved = call.args[call.args.indexOf('/save') + 1]
    if (call.args.includes('/save') && saved !== undefined && sddl !== null) {
      writeFileSync(saved, Buffer.from(`ca\r\n${sddl}\r\n`, 'utf16le'))
    }
    return ''
  }
  return { calls, means: { env, run } }
}

test('a folder is for the system, the administrators and the user alone, and so is all that comes into it', () => {
  const { calls, means } = windows()
  expect(restrictAccess('C:\\my desk\\ca', 'folder', means)).toBe(true)
  expect(calls).toEqual([
    {
      program: 'C:\\Windows\\System32\\whoami.exe',
      args: ['/user', '/fo', 'csv', '/nh'],
      cwd: 'C:\\Windows',
    },
    {
      program: 'C:\\Windows\\System32\\icacls.exe',
      args: [
        'C:\\my desk\\ca',
        '/inheritance:r',
        '/grant:r',
        '*S-1-5-18:(OI)(CI)F',
        '*S-1-5-32-544:(OI)(CI)F',
        `*${ANNA}:(OI)(CI)F`,
      ],
      cwd: 'C:\\Windows',
    },
  ])
})

test('a file is given the same rights, which nothing inherits', () => {
  const { means } = windows()
  expect(restrictingCall('C:\\password.txt', 'file', means)?.args.slice(1)).toEqual([
    '/inheritance:r',
    '/grant:r',
    '*S-1-5-18:F',
    '*S-1-5-32-544:F',
    `*${ANNA}:F`,
  ])
})

test('nothing is claimed where the user is not known, a program is missing, or icacls fails', () => {
  const fails = (name: string) => (call: ProgramCall) => {
    if (call.program.endsWith(name)) throw new Error('exit code 1')
    return `"desk\\anna","${ANNA}"`
  }
  expect(restrictAccess('C:\\ca', 'folder', { env, run: fails('icacls.exe') })).toBe(false)
  expect(restrictAccess('C:\\ca', 'folder', { env, run: fails('whoami.exe') })).toBe(false)
  expect(restrictAccess('C:\\ca', 'folder', { env, run: () => 'nobody' })).toBe(false)
  expect(restrictAccess('C:\\ca', 'folder', { env: {}, run: () => `"anna","${ANNA}"` })).toBe(false)
  expect(othersHaveAccess('C:\\ca', { env, run: fails('icacls.exe') })).toBeNull()
  expect(othersHaveAccess('C:\\ca', { env: {} })).toBeNull()
})

test.each([
  ['D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OWN)', false],
  ['D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;FA;;;OWN)', false],
  ['D:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)', true],
  ['D:PAI(A;OICI;FA;;;OWN)(A;OICI;FA;;;S-1-5-21-1-2-3-1001)', true],
  ['D:PAI(D;OICI;FA;;;WD)(A;OICI;FA;;;OWN)', false],
  ['D:NO_ACCESS_CONTROL', true],
  ['', null],
])('a folder with the list %s lets others in: %s', (sddl, others) => {
  const { means } = windows({ sddl: sddl.replaceAll('OWN', ANNA) })
  expect(othersHaveAccess('C:\\ca', means)).toBe(others)
})

test('ca show warns where others can read the key, with the command that changes it', () => {
  const { means } = windows({ sddl: `D:AI(A;OICIID;FA;;;${ANNA})(A;OICIID;0x1200a9;;;BU)` })
  const [finding] = lintAccess('C:\\my desk\\ca', { platform: 'win32', ...means })
  expect(finding).toMatchObject({ severity: 'warning', code: 'root-key-readable' })
  expect(finding?.hint).toBe(
    `to change that, run C:\\Windows\\System32\\icacls.exe "C:\\my desk\\ca" /inheritance:r /grant:r "*S-1-5-18:(OI)(CI)F" "*S-1-5-32-544:(OI)(CI)F" "*${ANNA}:(OI)(CI)F"`,
  )
  expect(lintAccess('/ca', { platform: 'linux', ...means })).toEqual([])
})

test('a folder in OneDrive is known, however it is spelled', () => {
  const anna = { OneDrive: 'C:\\Users\\anna\\OneDrive', OneDriveCommercial: 'D:\\OneDrive - Contoso\\' }
  const inCloud = [
    'c:\\users\\Anna\\onedrive\\certstick\\ca',
    'C:/Users/anna/OneDrive',
    'D:\\OneDrive - Contoso\\ca',
  ]
  for (const folder of inCloud) expect(cloudOf(folder, anna)).toBe('OneDrive')
  for (const folder of ['C:\\Users\\anna\\OneDrive2\\ca', 'C:\\ca']) expect(cloudOf(folder, anna)).toBeNull()
  expect(cloudOf('C:\\ca', { OneDriveConsumer: '' })).toBeNull()
  const [finding] = lintCaFolder('C:\\Users\\anna\\OneDrive\\ca', { platform: 'win32', env: anna })
  expect(finding).toMatchObject({ severity: 'warning', code: 'ca-in-cloud' })
  expect(lintCaFolder('/home/anna/ca', { platform: 'linux', env: { OneDrive: '/home/anna' } })).toEqual([])
})
