// Whose programs run: none from the current folder, which may be a stick from anybody; Windows' own by their full path.
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { certstick, emptyFolder } from '../../support/cli.ts'
import { buildProgram, CAN_BUILD, testWithPrograms } from './windows-programs.ts'
import { openWine, type Wine } from './wine.ts'

let wine: Wine
let standIn: string
beforeAll(() => {
  if (!CAN_BUILD) return
  wine = openWine()
  standIn = buildProgram(wine, 'stand-in')
}, 120_000)
afterAll(() => wine?.close())

const RECORD = 'C:\\record.txt'

/** What the stand-ins recorded, a command line each. */
function recorded(): string[] {
  const path = join(wine.drive, 'record.txt')
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  rmSync(path)
  return lines
}

const PLANTED = [
  'powershell',
  'icacls',
  'cmd',
  'certutil',
  'whoami',
  'rundll32',
  'reg',
  'wmic',
  'net',
  'node',
]

testWithPrograms(
  'a program in the current folder is not started, whatever its name',
  { timeout: 240_000 },
  () => {
    const cwd = wine.newFolder()
    for (const name of PLANTED) copyFileSync(standIn, join(cwd, `${name}.exe`))
    const env = { RECORD }
    // Without this the rest would prove nothing: a bare name does start what is in the current folder.
    const spawn = "require('child_process').spawnSync('powershell.exe', ['bare'])"
    expect(wine.node(['-e', spawn], { cwd, env }).status).toBe(0)
    expect(recorded()).toEqual(['powershell.exe bare'])
    for (const command of [
      'ca create --yes --key ec-p256',
      'new jane@example.com --device LT --yes --stick LABEL',
      'new jane@example.com --device LT --yes',
      'verify .',
      'export LT --to windows',
      'crl',
      'ca show',
    ])
      wine.certstick(command.split(' '), { cwd, env })
    expect(existsSync(join(cwd, 'output/LT/ESD-USB/autounattend.xml'))).toBe(true)
    expect(recorded()).toEqual([])
  },
)

testWithPrograms(
  'Windows’ icacls is asked, by its full path, to restrict the folders of keys',
  { timeout: 120_000 },
  () => {
    for (const name of ['whoami', 'icacls'])
      copyFileSync(standIn, join(wine.drive, 'windows/system32', `${name}.exe`))
    const sid = 'S-1-12-1-1-2-3-4'
    const env = { RECORD, SAYS: `"desk\\anna","${sid}"`, WINEDLLOVERRIDES: 'whoami.exe,icacls.exe=n' }
    const cwd = wine.newFolder()
    const { status, stderr } = wine.certstick(['new', 'jane@example.com', '--yes', '--key', 'ec-p256'], {
      cwd,
      env,
    })
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('could not be restricted')])
    const folder = `C:\\work\\${basename(cwd)}`
    const rights = ['S-1-5-18', 'S-1-5-32-544', sid].map((one) => `*${one}:(OI)(CI)F`).join(' ')
    const asked = recorded().map((line) =>
      line.replace(/^"?C:\\windows\\System32\\(\w+)\.exe"?/i, '$1').trim(),
    )
    expect(asked.filter((line) => line.startsWith('icacls'))).toEqual(
      ['ca', 'output'].map((name) => `icacls ${folder}\\${name} /inheritance:r /grant:r ${rights}`),
    )
    expect(asked.filter((line) => !/^(icacls|whoami) /.test(line))).toEqual([])
  },
)

testWithPrograms('install.cmd says what certutil’s exit code says', { timeout: 240_000 }, () => {
  const made = emptyFolder()
  expect(certstick(['new', 'jane@example.com', '--yes'], { cwd: made }).status).toBe(0)
  expect(certstick(['export', 'jane', '--to', 'windows'], { cwd: made }).status).toBe(0)
  const cwd = wine.newFolder()
  for (const name of ['install.cmd', 'rootCA.cer', 'jane-cba.pfx'])
    copyFileSync(join(made, 'output/jane-windows', name), join(cwd, name))
  copyFileSync(standIn, join(wine.drive, 'windows/system32/certutil.exe'))
  writeFileSync(join(cwd, 'certutil.exe'), 'not a program: cmd.exe looks here first for a bare name')
  const install = (codes: Readonly<Record<string, string>>) => {
    const env = { RECORD, WINEDLLOVERRIDES: 'certutil.exe=n', ...codes }
    const { status, stdout } = wine.run('cmd', ['/c', 'install.cmd'], { cwd, env, input: '\r\n' })
    const said = /The (certificate was imported|import failed)\b/.exec(stdout)?.[0]
    return { status, said, calls: recorded().length }
  }
  const imported = { status: 0, said: 'The certificate was imported', calls: 2 }
  expect(install({})).toEqual(imported)
  expect(install({ '-addstore': '0', '-importpfx': '0' })).toEqual(imported)
  const failed = { status: 1, said: 'The import failed' }
  for (const code of ['1', '-2147024810', '-2147023673']) {
    expect(install({ '-importpfx': code })).toEqual({ ...failed, calls: 2 })
    expect(install({ '-addstore': code })).toEqual({ ...failed, calls: 1 })
  }
})
