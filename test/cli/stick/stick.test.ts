import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { testWithLinks } from '../../support/links.ts'
import { insertInstaller, wimBytes } from '../../support/wim.ts'

async function newStick(desk: string, ...args: readonly string[]) {
  mkdirSync(join(desk, 'stick'), { recursive: true })
  const common = ['new', '--yes', '--key', 'ec-p256', '--stick', 'stick']
  return runCommand([...common, ...args], { cwd: desk })
}

async function deskWithRoot(): Promise<string> {
  const desk = emptyFolder()
  await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd: desk })
  return desk
}

test('device after device: each stick verifies, and wiping takes it all off', async () => {
  const desk = await deskWithRoot()
  const first = await newStick(desk, '--upn', 'jane@yourdomain.com', '--device', 'LAPTOP-01')
  expect(first.stdout).toContain('  stick       stick\n')
  expect(first.status).toBe(0)
  const second = await newStick(desk, '--upn', 'joe@yourdomain.com', '--device', 'LAPTOP-02', '--json')
  expect(JSON.parse(second.stdout).stick).toBe(join(desk, 'stick'))
  expect(second.stderr).toContain('note: stick: the former files, with Certs/jane-cba.pfx, are replaced')
  const verified = certstick(['verify', 'stick'], { cwd: desk })
  expect(verified.stdout).toContain('joe@yourdomain.com')
  expect(verified.status).toBe(0)

  const wiped = certstick(['wipe', 'stick'], { cwd: desk })
  expect(wiped.stdout).toContain('  Certs/joe-cba.pfx\n')
  expect(wiped.stdout).toContain('Flash memory may keep old copies')
  expect(wiped.status).toBe(0)
  expect(readdirSync(join(desk, 'stick'))).toEqual([])
  const again = certstick(['wipe', 'stick', '--json'], { cwd: desk })
  expect(JSON.parse(again.stdout)).toEqual({ folder: join(desk, 'stick'), removed: [], left: [] })
})

test('a recreated stick is written too, and one with the former files is reported as superseded', async () => {
  const desk = await deskWithRoot()
  await newStick(desk, '--upn', 'jane@yourdomain.com', '--device', 'LAPTOP-01')
  cpSync(join(desk, 'stick'), join(desk, 'former'), { recursive: true })
  const { status } = await runCommand(['regenerate', 'LAPTOP-01', '--yes', '--stick', 'stick'], { cwd: desk })
  expect(status).toBe(0)
  const verified = await runCommand(['verify', 'stick'], { cwd: desk })
  expect(verified.stdout).toMatch(/^stick is ready\.$/m)
  expect(verified.stdout).toContain('  inventory   issued\n')
  const former = await runCommand(['verify', 'former'], { cwd: desk })
  expect(former.stdout).toContain('warning: superseded')
  expect(former.status).toBe(0)
})

const JANE = ['--upn', 'jane@yourdomain.com']

async function listed(desk: string): Promise<string> {
  return (await runCommand(['list'], { cwd: desk })).stdout
}

test('a stick with Windows is one to start the device from, and one without is said to have files only', async () => {
  const desk = await deskWithRoot()
  const files = await newStick(desk, ...JANE)
  expect(files.stdout).not.toContain('Start the device from it,')
  expect(files.stdout.replace(/\s+/g, ' ')).toContain('plug it in together with a Windows installation stick')
  expect(files.stderr).toContain('note: no-installer: files only')
  insertInstaller(join(desk, 'stick'))
  const starts = await newStick(desk, ...JANE, '--force')
  expect(starts.stdout).toContain('Start the device from it, and')
  expect(starts.stderr).not.toContain('no-installer')
  expect([files.status, starts.status]).toEqual([0, 0])
})

test('what may win over the answer file is reported before the stick is written, and a disk image is no installer', async () => {
  const desk = await deskWithRoot()
  mkdirSync(join(desk, 'stick/ventoy'), { recursive: true })
  writeFileSync(join(desk, 'stick/ventoy/ventoy.json'), '{"auto_install": []}')
  writeFileSync(join(desk, 'stick/Win11.iso'), '')
  const { status, stdout, stderr } = await newStick(desk, ...JANE)
  expect(stderr).toContain('warning: rival-possible: ventoy/ventoy.json has auto_install')
  expect(stderr).toContain('note: disk-image: Windows may be inside Win11.iso')
  expect(stdout).toContain('If it is a stick of Ventoy')
  expect(status).toBe(0)
})

test.each<[string, Record<string, Buffer | null>, string]>([
  [
    'whose image was cut off',
    { 'sources/install.wim': wimBytes().subarray(0, -1) },
    'sources/install.wim was cut off',
  ],
  [
    'with Windows for ARM64',
    { 'sources/install.wim': wimBytes({ images: [{ arch: 12 }] }) },
    'installs Windows for arm64',
  ],
  [
    'too old for the PFX',
    { 'sources/install.wim': wimBytes({ images: [{ build: 14_393 }] }) },
    'refuses as a wrong password',
  ],
])('a stick %s is refused before anything is signed', async (_name, windows, message) => {
  const desk = await deskWithRoot()
  insertInstaller(join(desk, 'stick'), windows)
  const { status, stderr } = await newStick(desk, ...JANE)
  expect(stderr.replace(/\s+/g, ' ')).toContain(message)
  expect(stderr).toContain('--stick')
  expect(status).toBe(2)
  expect(await listed(desk)).toBe('0 certificates listed.\n')
  expect(existsSync(join(desk, 'stick/Certs'))).toBe(false)
})

test('an old Windows takes a legacy PFX, and an admin may know better than a missing image, but not than the PFX', async () => {
  const desk = await deskWithRoot()
  const old = wimBytes({ images: [{ build: 14_393 }] })
  insertInstaller(join(desk, 'stick'), { 'sources/install.wim': old, 'sources/boot.wim': null })
  const refused = await newStick(desk, ...JANE, '--pfx', 'legacy')
  expect(refused.stderr).toContain('--accept no-boot-image')
  expect(refused.stderr).not.toContain('wrong password')
  const made = await newStick(desk, ...JANE, '--pfx', 'legacy', '--accept', 'no-boot-image')
  expect(made.stderr).toContain('note: no-boot-image')
  expect([refused.status, made.status]).toEqual([2, 0])
  const never = await newStick(desk, ...JANE, '--force', '--accept', 'pfx-too-new')
  expect(never.stderr).toContain('is not a finding that can be accepted')
})

test('a stick that cannot be used is refused before anything is signed or written', async () => {
  const desk = await deskWithRoot()
  mkdirSync(join(desk, 'stick'))
  writeFileSync(join(desk, 'stick/autounattend.xml'), '<mine/>')
  const { status, stderr } = await newStick(desk, '--upn', 'jane@yourdomain.com')
  expect(stderr).toContain('certstick did not create: autounattend.xml')
  expect(status).toBe(2)
  expect((await runCommand(['list'], { cwd: desk })).stdout).toBe('0 certificates listed.\n')
  expect(existsSync(join(desk, 'output'))).toBe(false)
  expect(readFileSync(join(desk, 'stick/autounattend.xml'), 'utf8')).toBe('<mine/>')

  const forced = await newStick(desk, '--upn', 'jane@yourdomain.com', '--force')
  expect(forced.status).toBe(0)
  expect(readFileSync(join(desk, 'stick/autounattend.xml.before-certstick'), 'utf8')).toBe('<mine/>')
})

test('a dry run looks at the stick and leaves it as it is', async () => {
  const desk = await deskWithRoot()
  const { status, stdout } = await newStick(desk, '--upn', 'jane@yourdomain.com', '--dry-run')
  expect(status).toBe(0)
  expect(stdout).toMatch(/stick +stick\n/)
  expect(readdirSync(join(desk, 'stick'))).toEqual([])
})

test('a stick where a file is in the place of our folder is refused before anything is signed', async () => {
  const desk = await deskWithRoot()
  mkdirSync(join(desk, 'stick'))
  writeFileSync(join(desk, 'stick', 'CERTS'), '')
  const { status, stderr } = await newStick(desk, '--upn', 'jane@yourdomain.com')
  expect(status).toBe(2)
  expect(stderr).toContain('has a file named Certs')
  expect((await runCommand(['list'], { cwd: desk })).stdout).toBe('0 certificates listed.\n')
})

testWithLinks('a stick whose Certs is a link is refused before anything is signed', async () => {
  const desk = await deskWithRoot()
  mkdirSync(join(desk, 'stick'))
  mkdirSync(join(desk, 'elsewhere'))
  symlinkSync(join(desk, 'elsewhere'), join(desk, 'stick', 'Certs'))
  const { status, stderr } = await newStick(desk, '--upn', 'jane@yourdomain.com')
  expect(status).toBe(2)
  expect(stderr).toContain('Certs is a link or a device, which a stick cannot hold')
  expect((await runCommand(['list'], { cwd: desk })).stdout).toBe('0 certificates listed.\n')
  expect(readdirSync(join(desk, 'elsewhere'))).toEqual([])
})

test('wiping what is no stick is wrong input, also where media were made in it', async () => {
  expect((await runCommand(['wipe', 'nothing'], { cwd: emptyFolder() })).status).toBe(2)
  const desk = await deskWithRoot()
  expect((await newStick(desk, '--upn', 'jane@yourdomain.com')).status).toBe(0)
  for (const folder of ['output/jane', 'output']) {
    const { status, stderr } = await runCommand(['wipe', folder], { cwd: desk })
    expect(status).toBe(2)
    expect(stderr).toContain(`${normalize(folder)} is an output folder, not a stick`)
  }
})
