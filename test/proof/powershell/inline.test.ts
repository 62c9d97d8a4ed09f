// The commands of the answer file in the real engine, started as Setup starts them: what certutil gets.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect } from 'vitest'
import {
  importCommand,
  importCommandProblems,
  rootCommand,
  scriptCommand,
} from '../../../src/answer-file/commands.ts'
import { Secret } from '../../../src/secret.ts'
import { commandLineToArgv } from '../../support/argv.ts'
import { localPart, nastyPassword } from '../../support/nasty-passwords.ts'
import { ask, newFolder, powerShell, testInPowerShell } from './engine.ts'
import { PROGRAM, toCalls } from './lives.ts'

const DRIVES = '[IO.DriveInfo]::GetDrives().Name'
let folder: string
let env: Record<string, string>
beforeAll(() => {
  folder = newFolder()
  const programs = join(folder, 'programs')
  for (const name of ['programs', 'other/Certs', 'stick/Certs', 'twin/Certs'])
    mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(programs, 'certutil'), PROGRAM)
  chmodSync(join(programs, 'certutil'), 0o755)
  env = { PATH: `${programs}:${process.env['PATH']}`, CALLS: join(folder, 'calls'), FAILING: '', UPN: '' }
})

/** The text of -Command; the drives are folders of ours, since no other system has C: and D:. */
function textOf(path: string): string {
  const argv = commandLineToArgv(path)
  const text = argv.at(-1) ?? ''
  expect(text.split(DRIVES)).toHaveLength(2)
  const drives = ['other', 'stick', 'twin'].map((name) => `'${join(folder, name)}/'`)
  return text.replace(DRIVES, `(${drives})`)
}

function putPfx(pfxFileName: string): void {
  for (const name of ['stick', 'twin']) writeFileSync(join(folder, name, 'Certs', pfxFileName), 'x')
}

function calls(): string[][] {
  const text = readFileSync(join(folder, 'calls'), 'utf8')
  writeFileSync(join(folder, 'calls'), '')
  return toCalls(text)
}

const onStick = (name: string) => `${folder}/stick/Certs\\${name}`

testInPowerShell(
  'certutil gets exactly the password and the file that were meant, for made-up passwords too',
  () => {
    const commands = fc
      .sample(fc.tuple(nastyPassword, localPart, fc.boolean()), { numRuns: 400, seed: 20_261_127 })
      .map(([text, local, exportable]) => ({
        password: new Secret(text),
        pfxFileName: `${local}-cba.pfx`,
        exportable,
      }))
      .filter((command) => importCommandProblems(command).length === 0)
    expect(commands.length).toBeGreaterThan(60)
    for (const { pfxFileName } of commands) putPfx(pfxFileName)
    const drives = ask(
      'inline.ps1',
      commands.map((command) => textOf(importCommand(command))),
      env,
    )
    expect(drives).toEqual(expect.arrayContaining(['/']))
    const expected = commands.flatMap(({ password, pfxFileName, exportable }) => [
      ['certutil', '-addstore', 'Root', onStick('rootCA.cer')],
      [
        'certutil',
        '-importpfx',
        '-p',
        password.reveal(),
        onStick(pfxFileName),
        ...(exportable ? [] : ['NoExport']),
      ],
    ])
    expect(calls()).toEqual([...expected, ...expected])
  },
)

/** Argument by argument, as Setup would start them. */
function start(path: string) {
  const [program, ...options] = commandLineToArgv(path).slice(0, -1)
  expect(program).toBe('powershell')
  return powerShell([...options, textOf(path)], env)
}

testInPowerShell('an inline command ends well where certutil does, and looks on no further stick', () => {
  putPfx("o'brien-cba.pfx")
  const command = { password: new Secret("it's $x"), pfxFileName: "o'brien-cba.pfx", exportable: false }
  expect(start(importCommand(command))).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(calls()).toEqual([
    ['certutil', '-addstore', 'Root', onStick('rootCA.cer')],
    ['certutil', '-importpfx', '-p', "it's $x", onStick("o'brien-cba.pfx"), 'NoExport'],
  ])
  expect(start(rootCommand(command)).status).toBe(0)
  expect(calls()).toEqual([['certutil', '-addstore', 'Root', onStick('rootCA.cer')]])
  const nobodys = { ...command, pfxFileName: 'nobody-cba.pfx' }
  expect(start(importCommand(nobodys))).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(start(rootCommand(nobodys)).status).toBe(0)
})

testInPowerShell.each([
  ['the script ends with 0', 'exit 0', 0],
  ['the script ends with 3', 'exit 3', 3],
  ['the script is missing', null, 3],
])('a strict command: %s', (name, script, status) => {
  const pfxFileName = `strict${name.length}-cba.pfx`
  for (const stick of ['stick', 'twin']) {
    const certs = join(folder, stick, 'Certs')
    mkdirSync(certs, { recursive: true })
    if (script !== null) writeFileSync(join(certs, 'install.ps1'), script)
  }
  if (script === null)
    for (const stick of ['stick', 'twin']) rmSync(join(folder, stick, 'Certs', 'install.ps1'))
  putPfx(pfxFileName)
  expect(start(scriptCommand({ pfxFileName, strict: true })).status).toBe(status)
  // Where it is not strict, the exit code means nothing to Setup, which does not ask for it.
  expect(start(scriptCommand({ pfxFileName: 'nobody-cba.pfx', strict: true })).status).toBe(3)
})
