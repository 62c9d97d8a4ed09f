// A PFX imported by PFXImportCertStore, as certutil does it. Wine answers that call with GnuTLS, so this proves that a
// program of Windows finds in the PFX what it looks for, not that Windows' own reader opens it. Wine imports no EC keys and
// takes passwords of ASCII characters only.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { certstick } from '../../support/cli.ts'
import { buildProgram, CAN_BUILD, testWithPrograms } from './windows-programs.ts'
import { openWine, type Wine } from './wine.ts'

let wine: Wine
let program: string
let cwd: string
const PASSWORD = 'Correct "horse", 100 %'
beforeAll(() => {
  if (!CAN_BUILD) return
  wine = openWine()
  program = buildProgram(wine, 'import-pfx')
  cwd = wine.newFolder()
  writeFileSync(join(cwd, 'password.txt'), PASSWORD)
  writeFileSync(join(cwd, 'utf16'), Buffer.from(PASSWORD, 'utf16le'))
  writeFileSync(join(cwd, 'wrong'), Buffer.from('Correct horse', 'utf16le'))
  expect(certstick(['ca', 'create', '--yes'], { cwd }).status).toBe(0)
}, 120_000)
afterAll(() => wine?.close())

testWithPrograms.each([
  ['the default', ''],
  ['a key of 4096 bits', '--key rsa-4096'],
  ['the legacy format', '--pfx legacy'],
])('the PFX opens with its password, and its key signs: %s', { timeout: 120_000 }, (device, options) => {
  const folder = device.replaceAll(' ', '-').slice(-15)
  const args = `new jane@example.com --yes --device ${folder} --password-file password.txt ${options}`
  expect(certstick(args.trim().split(' '), { cwd })).toMatchObject({ status: 0 })
  const pfx = `output/${folder}/ESD-USB/Certs/jane-cba.pfx`
  const opened = wine.run(program, [pfx, 'utf16'], { cwd })
  // The provider is Wine's choice: it does not read the one that the PFX names.
  expect(opened.stdout.replace(/\r/g, '')).toMatch(/^CN=jane@example\.com\|Microsoft [^|]+\|signs\n/)
  expect(opened.status).toBe(0)
  expect(wine.run(program, [pfx, 'wrong'], { cwd })).toMatchObject({ status: 2, stdout: '' })
})
