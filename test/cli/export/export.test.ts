import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, normalize } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { TARGET_NAMES } from '../../../src/handover/targets.ts'
import { Secret } from '../../../src/secret.ts'
import { readPrivateKey } from '../../../src/x509/pfx-key.ts'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { expectMode } from '../../support/modes.ts'
import { run, type ToolResult, testWith } from '../../support/tools.ts'

const PASSWORD = "pass $HOME ' & <word>"
let cwd: string

/** One user on two devices, one on one. */
beforeAll(async () => {
  cwd = emptyFolder()
  await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
  writeFileSync(join(cwd, 'password.txt'), PASSWORD)
  for (const [upn, device] of [
    ['jane@contoso.com', 'LAPTOP-01'],
    ['jane@contoso.com', 'LAPTOP-02'],
    ["o'brien#1@contoso.com", 'LAPTOP-03'],
  ] as const) {
    const args = [
      'new',
      '--upn',
      upn,
      '--device',
      device,
      '--key',
      'ec-p256',
      '--password-file',
      'password.txt',
    ]
    expect((await runCommand(args, { cwd })).status).toBe(0)
  }
})

function exported(...args: readonly string[]): Promise<ToolResult> {
  return runCommand(['export', ...args], { cwd })
}

function read(...path: readonly string[]): string {
  return readFileSync(join(cwd, 'output', ...path), 'utf8')
}

describe('every target', () => {
  test.each(TARGET_NAMES)(
    '--to %s writes a folder that only its owner can read, and no password',
    async (target) => {
      expect(await exported('LAPTOP-01', '--to', target)).toMatchObject({ status: 0, stderr: '' })
      const folder = join(cwd, 'output', `LAPTOP-01-${target}`)
      expectMode(folder, 0o700)
      for (const file of readdirSync(folder)) {
        expectMode(join(folder, file), 0o600)
        expect(readFileSync(join(folder, file)).includes(PASSWORD), file).toBe(false)
      }
    },
  )

  test('is said as JSON too', () => {
    const { stdout, status } = certstick(['export', 'LAPTOP-03', '--to', 'handover', '--json'], { cwd })
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      target: 'handover',
      folder: join(cwd, 'output', 'LAPTOP-03-handover'),
      files: ['handover.html'],
      userPrincipalName: "o'brien#1@contoso.com",
      device: 'LAPTOP-03',
      state: 'issued',
    })
  })
})

/** Prose is wrapped in a pipe too. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

describe('what is meant', () => {
  test('a name of several lists them, and their serial numbers serve', async () => {
    const { status, stderr } = await exported('JANE@contoso.com', '--to', 'entra')
    expect(status).toBe(2)
    expect(stderr).toMatch(/JANE@contoso.com is the name of 2 certificates/)
    const serials = [...stderr.matchAll(/^error: ([0-9a-f]{32}): jane@contoso.com on LAPTOP-0[12], issued/gm)]
    expect(serials).toHaveLength(2)
    const serial = serials[0]?.[1] ?? ''
    expect((await exported(serial, '--to', 'entra', '--output', 'by-serial')).status).toBe(0)
  })

  test('nobody by that name, and a target that is none, are said', async () => {
    expect(await exported('bob', '--to', 'entra')).toMatchObject({ status: 2, stdout: '' })
    const { status, stderr } = await exported('LAPTOP-03', '--to', 'linux', '--include-password')
    expect(status).toBe(2)
    expect(stderr).toContain('--to: linux is not known')
    expect(stderr).toContain('--include-password')
    expect((await exported('LAPTOP-03')).stderr).toContain('--to: is missing')
    expect((await exported('LAPTOP-03', '--to', 'entra', '--pfx-in', 'x')).stderr).toContain('exports no PFX')
  })

  test('a folder that is there is replaced only when told to', async () => {
    const args = ['LAPTOP-03', '--to', 'intune'] as const
    expect((await exported(...args)).status).toBe(0)
    writeFileSync(join(cwd, 'output', 'LAPTOP-03-intune', 'mine.txt'), 'x')
    expect(await exported(...args)).toMatchObject({ status: 2, stdout: '' })
    const foreign = await exported(...args, '--force')
    expect(foreign.status).toBe(2)
    expect(foreign.stderr).toContain('contains other files: mine.txt')
    renameSync(join(cwd, 'output', 'LAPTOP-03-intune', 'mine.txt'), join(cwd, 'mine.txt'))
    writeFileSync(join(cwd, 'output', 'LAPTOP-03-intune', 'STEPS.txt'), 'edited')
    expect((await exported(...args, '--force')).status).toBe(0)
    expect(read('LAPTOP-03-intune', 'STEPS.txt')).not.toBe('edited')
  })
})

describe('the PFX', () => {
  test('is that of the stick, byte for byte, and the place of its password is shown', async () => {
    const { stdout } = await exported('LAPTOP-03', '--to', 'windows')
    expect(inOneLine(stdout)).toContain(
      `The PFX was taken from ${normalize('output/LAPTOP-03/ESD-USB')} (password in autounattend.xml and Certs/o'brien#1-cba.password.txt).`,
    )
    const taken = readFileSync(join(cwd, 'output', 'LAPTOP-03-windows', "o'brien#1-cba.pfx"))
    const made = readFileSync(join(cwd, 'output', 'LAPTOP-03', 'ESD-USB', 'Certs', "o'brien#1-cba.pfx"))
    expect(hash(taken)).toBe(hash(made))
  })

  test('is opened by a password that --password-out saves, which only its owner can read', async () => {
    const saved = await exported('LAPTOP-01', '--to', 'pfx', '--force', '--password-out', 'for-jane.txt')
    expect(saved.status).toBe(0)
    expect(inOneLine(saved.stdout)).toContain('Give the password in for-jane.txt to the user in another way.')
    expect(readFileSync(join(cwd, 'for-jane.txt'), 'utf8')).toBe(`${PASSWORD}\n`)
    expectMode(join(cwd, 'for-jane.txt'), 0o600)
    const again = await exported('LAPTOP-01', '--to', 'pfx', '--force', '--password-out', 'for-jane.txt')
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('already exists') })
    const hint = await exported('LAPTOP-01', '--to', 'windows', '--force')
    expect(inOneLine(hint.stdout)).toContain('in another way; --password-out saves it.')
  })

  test.each([
    ['--to entra exports no PFX', 'LAPTOP-01', '--to', 'entra'],
    ['saves the password that the stick has', 'LAPTOP-01', '--to', 'pfx', '--pfx-in', 'x'],
    ['is for one certificate', '--expiring', '30d', '--to', 'pfx'],
  ])('has no password to save: %s', async (message, ...args) => {
    const { status, stderr } = await exported(...args, '--password-out', 'nothing.txt')
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(`--password-out: ${message}`),
    })
  })

  test('comes from --pfx-in where the media are gone, and has to be the right one', async () => {
    const pfx = join(cwd, 'kept.pfx')
    copyFileSync(join(cwd, 'output', 'LAPTOP-02', 'ESD-USB', 'Certs', 'jane-cba.pfx'), pfx)
    rmSync(join(cwd, 'output', 'LAPTOP-02'), { recursive: true })
    const to = ['--to', 'windows'] as const
    expect((await exported('LAPTOP-02', ...to)).stderr).toContain('was not found in the output folder')
    const given = ['--pfx-in', pfx, '--password-file', 'password.txt'] as const
    expect((await exported('LAPTOP-03', ...to, ...given, '--force')).stderr).toContain(
      'the PFX does not hold certificate',
    )
    expect((await exported('LAPTOP-02', ...to, '--pfx-in', pfx)).stderr).toContain(
      'password of the PFX is missing',
    )
    writeFileSync(join(cwd, 'wrong.txt'), 'wrong')
    const wrong = await exported('LAPTOP-02', ...to, '--pfx-in', pfx, '--password-file', 'wrong.txt')
    expect(wrong).toMatchObject({ status: 2 })
    expect(wrong.stderr).toContain('the password does not open the PFX')
    expect((await exported('LAPTOP-02', ...to, ...given)).status).toBe(0)
    const noPfx = ['--pfx-in', 'password.txt', '--password-file', 'wrong.txt'] as const
    const none = await exported('LAPTOP-02', ...to, ...noPfx, '--force')
    expect(none.status).toBe(2)
    expect(none.stderr).toContain('--pfx-in: this is not a PFX')
    for (const [name, message] of [
      ['root.crt', 'this is a certificate without a private key, not a PFX\nhint: give the PFX'],
      ['root.key', 'this is a private key without a certificate, not a PFX\nhint: make a PFX of it'],
      [
        'both.pem',
        'this is a certificate and a private key as PEM, not a PFX\nhint: make a PFX of it: openssl',
      ],
      ['old.jks', 'this is a Java keystore, not a PFX\nhint: convert it: keytool'],
    ] as const) {
      const [certificate, key] = ['rootCA.crt', 'rootCA.key'].map((file) =>
        readFileSync(join(cwd, 'ca', file)),
      )
      const files = { 'root.crt': [certificate], 'root.key': [key], 'both.pem': [key, certificate] }
      const parts = name === 'old.jks' ? [Buffer.from('feedfeed00000002', 'hex')] : files[name]
      writeFileSync(join(cwd, name), Buffer.concat(parts.map((part) => part ?? Buffer.of())))
      const { status, stderr } = await exported(
        'LAPTOP-02',
        ...to,
        '--force',
        '--pfx-in',
        name,
        ...noPfx.slice(2),
      )
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringContaining(`--pfx-in: ${message}`),
      })
    }
  })

  testWith('openssl').each(['macos', 'pfx'])(
    'is packed anew for --to %s: the legacy format, with the same key and password',
    async (target) => {
      const { stdout } = await exported('LAPTOP-03', '--to', target, '--force')
      expect(inOneLine(stdout)).toContain(
        "ESD-USB (password in autounattend.xml and Certs/o'brien#1-cba.password.txt), rewritten in the legacy format",
      )
      const taken = join(cwd, 'output', `LAPTOP-03-${target}`, "o'brien#1-cba.pfx")
      const made = join(cwd, 'output', 'LAPTOP-03', 'ESD-USB', 'Certs', "o'brien#1-cba.pfx")
      const args = ['pkcs12', '-info', '-nodes', '-passin', 'stdin', '-in']
      const { stderr } = run('openssl', [...args, taken], `${PASSWORD}\n`)
      expect(stderr).toContain('MAC: sha1, Iteration 100000\n')
      const scheme = 'pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 100000'
      expect(stderr).toContain(`PKCS7 Encrypted data: ${scheme}`)
      expect(stderr).toContain(`Shrouded Keybag: ${scheme}`)
      const [before, after] = [made, taken].map((path) =>
        pemBlocks(run('openssl', [...args, path], `${PASSWORD}\n`)),
      )
      expect(before).toHaveLength(3)
      expect(after).toEqual(before)
    },
  )

  test('is taken as it is where it is a legacy one already, and so is its password', async () => {
    const args = ['new', '--upn', 'amy@contoso.com', '--key', 'rsa-2048', '--pfx', 'legacy']
    expect((await runCommand([...args, '--password-file', 'password.txt'], { cwd })).status).toBe(0)
    expect((await exported('amy', '--to', 'macos')).status).toBe(0)
    const [taken, made] = [['amy-macos'], ['amy', 'ESD-USB', 'Certs']].map((path) =>
      readFileSync(join(cwd, 'output', ...path, 'amy-cba.pfx')),
    )
    expect(taken?.equals(made ?? Buffer.of())).toBe(true)
    expect(readPrivateKey(taken ?? Buffer.of(), new Secret(PASSWORD))?.asymmetricKeyType).toBe('rsa')
  })

  testWith('openssl', 'pk12util')(
    'of a program that hides its key cannot be packed anew, and openssl can',
    async () => {
      const db = join(cwd, 'db')
      const pfx = join(cwd, 'output', 'LAPTOP-01', 'ESD-USB', 'Certs', 'jane-cba.pfx')
      const nss = join(cwd, 'nss.pfx')
      mkdirSync(db)
      run('certutil', ['-N', '-d', `sql:${db}`, '--empty-password'])
      run('pk12util', ['-i', pfx, '-W', PASSWORD, '-K', '', '-d', `sql:${db}`])
      run('pk12util', ['-o', nss, '-n', 'jane@contoso.com', '-W', PASSWORD, '-K', '', '-d', `sql:${db}`])
      const to = ['LAPTOP-01', '--pfx-in', nss, '--password-file', 'password.txt', '--force', '--to'] as const
      const refused = await exported(...to, 'pfx')
      expect(refused).toMatchObject({ status: 2 })
      expect(refused.stderr).toContain(
        'it is BER, as Firefox, Thunderbird and NSS write it\nhint: rewrite it with openssl',
      )
      expect((await exported(...to, 'windows')).status).toBe(0)
    },
  )

  test('needs no --password-file where it is the stick’s', async () => {
    const { status, stderr } = await exported('LAPTOP-01', '--to', 'pfx', '--password-file', 'password.txt')
    expect(status).toBe(2)
    expect(stderr).toContain('--password-file: is for --pfx-in, which is not given')
  })

  testWith('python3')('puts its password into the profile only with --include-password', async () => {
    const pfxPassword =
      'import plistlib, sys; p = plistlib.load(open(sys.argv[1], "rb"))["PayloadContent"][1]; '
    const show = `${pfxPassword}print(p.get("Password"))`
    const folder = ['LAPTOP-03', '--to', 'macos', '--force'] as const
    const profile = join(cwd, 'output', 'LAPTOP-03-macos', "o'brien#1-cba.mobileconfig")
    const kept = inOneLine((await exported(...folder)).stdout)
    expect(kept).toContain('Give the password to the user in another way')
    expect(run('python3', ['-c', show, profile]).stdout).toBe('None\n')
    const included = inOneLine((await exported(...folder, '--include-password')).stdout)
    expect(included).toContain('It also has the password in clear text.')
    expect(included).not.toContain('in another way')
    expect(run('python3', ['-c', show, profile]).stdout).toBe(`${PASSWORD}\n`)
  })
})

test('needs neither the root’s key nor the media for Entra ID', async () => {
  rmSync(join(cwd, 'ca', 'rootCA.key'))
  expect((await exported('LAPTOP-03', '--to', 'entra', '--force')).status).toBe(0)
  expect(read('LAPTOP-03-entra', 'certificate-user-ids.json')).toContain("X509:<PN>o'brien#1@contoso.com")
})

function pemBlocks({ stdout }: ToolResult): string[] {
  return stdout.match(/-----BEGIN [\s\S]*?-----END/g) ?? []
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
