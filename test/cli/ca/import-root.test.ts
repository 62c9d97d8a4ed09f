// A root CA of another tool, taken over as that tool left it; and never half, never over another, never an issuing CA.
import { createPrivateKey } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodePem } from '../../../src/x509/pem.ts'
import { emptyFolder, runCommand } from '../../support/cli.ts'
import { ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'
import { makeClient, makeRoot, oneYearFromNow } from '../../support/roots.ts'
import { run, testWith } from '../../support/tools.ts'

const withOpenssl = testWith('openssl')

/** A folder with a root in two files, as PEM. */
function withRoot(names: readonly [certificate: string, key: string] = ['root.crt', 'root.key']) {
  const cwd = emptyFolder()
  const root = makeRoot()
  const key = root.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const certificate = encodePem('CERTIFICATE', root.certificate)
  const write = (name: string, bytes: string | Uint8Array): void => {
    mkdirSync(join(cwd, name, '..'), { recursive: true })
    writeFileSync(join(cwd, name), bytes)
  }
  write(names[0], certificate)
  write(names[1], key)
  const openssl = (...args: readonly string[]): void => {
    const result = run('sh', ['-c', 'cd "$0" && exec openssl "$@"', cwd, ...args])
    expect({ args, ...result }).toMatchObject({ status: 0 })
  }
  return { cwd, root, key, certificate, write, openssl }
}

type Desk = ReturnType<typeof withRoot>

/** What `ca import` made of it: the root, and whether its key opens with that passphrase; null: without one. */
function expectRoot({ cwd, certificate, root }: Desk, passphrase: string | null): void {
  expect(readFileSync(join(cwd, 'ca', 'rootCA.crt'), 'utf8')).toBe(certificate)
  const key = readFileSync(join(cwd, 'ca', 'rootCA.key'), 'utf8')
  expect(key.includes('ENCRYPTED')).toBe(passphrase !== null)
  const opened = createPrivateKey(passphrase === null ? key : { key, passphrase })
  expect(opened.equals(root.privateKey)).toBe(true)
}

const importing = ({ cwd }: Desk, paths: readonly string[], env = {}) =>
  runCommand(['ca', 'import', ...paths], { cwd, env })
const SECRET = { CERTSTICK_CA_PASSPHRASE: 'geheim-ä' }

describe('a root is taken', () => {
  test.each([
    ['from two files, in any order', ['root.crt', 'root.key'], ['root.key', 'root.crt']],
    ['from the folder of Easy-RSA', ['pki/ca.crt', 'pki/private/ca.key'], ['pki']],
    ['from the folder above it', ['pki/ca.crt', 'pki/private/ca.key'], ['.']],
    ['from the folder of mkcert', ['mkcert/rootCA.pem', 'mkcert/rootCA-key.pem'], ['mkcert']],
    ['from the folder of step', ['step/certs/root_ca.crt', 'step/secrets/root_ca_key'], ['step']],
    ['from the folder of openssl ca', ['demoCA/cacert.pem', 'demoCA/private/cakey.pem'], ['demoCA']],
    ['from files beside it', ['ca/ca.crt', 'ca/ca.key'], ['ca/ca.crt', 'ca/ca.key']],
  ] as const)('%s', async (_, names, paths) => {
    const desk = withRoot(names)
    const { status, stdout, stderr } = await importing(desk, paths)
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('copied to ca; the files that you gave still have its private key'),
    })
    expect(stdout).toContain('CN=Contoso Root CA')
    expectRoot(desk, null)
    const made = await runCommand(['new', 'jane@contoso.com', '--yes', '--key', 'ec-p256'], { cwd: desk.cwd })
    expect(made.status).toBe(0)
  })

  withOpenssl('from a PFX of OpenSSL, the key encrypted by the PFX’s password', async () => {
    const desk = withRoot()
    const export_ = [
      'pkcs12',
      '-export',
      '-in',
      'root.crt',
      '-inkey',
      'root.key',
      '-passout',
      'pass:geheim-ä',
    ]
    desk.openssl(...export_, '-out', 'root.pfx')
    expect((await importing(desk, ['root.pfx'])).stderr).toContain('--ca-passphrase-file: is missing')
    const wrong = await importing(desk, ['root.pfx'], { CERTSTICK_CA_PASSPHRASE: 'hunter2' })
    expect(wrong).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--ca-passphrase-file: is wrong'),
    })
    expect(existsSync(join(desk.cwd, 'ca'))).toBe(false)
    const { status, stdout, stderr } = await importing(desk, ['root.pfx'], SECRET)
    expect(status).toBe(0)
    expectRoot(desk, 'geheim-ä')
    expect(stdout + stderr).not.toContain('geheim')
  })

  withOpenssl('from PKCS#7 with an encrypted key', async () => {
    const desk = withRoot()
    desk.openssl('crl2pkcs7', '-nocrl', '-certfile', 'root.crt', '-outform', 'DER', '-out', 'root.p7b')
    desk.openssl('pkcs8', '-topk8', '-in', 'root.key', '-passout', 'pass:geheim-ä', '-out', 'locked.key')
    expect((await importing(desk, ['root.p7b', 'locked.key'])).stderr).toContain('is missing')
    expect((await importing(desk, ['root.p7b', 'locked.key'], SECRET)).status).toBe(0)
    expectRoot(desk, 'geheim-ä')
  })

  test('with its certificates, past the keys of users beside it', async () => {
    const desk = withRoot(['pki/ca.crt', 'pki/private/ca.key'])
    const client = makeClient(desk.root, oneYearFromNow())
    desk.write('pki/issued/jane.crt', encodePem('CERTIFICATE', client.certificate))
    const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'her own' } as const
    desk.write('pki/private/anna.key', client.privateKey.export(locked))
    const { status, stdout } = await importing(desk, ['pki'])
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Imported: 1 certificate,'),
    })
    expectRoot(desk, null)
  })

  testInTerminal('with the passphrase that is asked for', async () => {
    const desk = withRoot()
    const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' } as const
    desk.write('root.key', desk.root.privateKey.export(locked))
    const terminal = startInTerminal(['ca', 'import', 'root.crt', 'root.key'], desk.cwd)
    await terminal.expect('Passphrase of rootCA.key')
    terminal.type(`open${ENTER}`)
    expect(await terminal.exitCode()).toBe(0)
    expectRoot(desk, 'open')
  })
})

test('what a root lacks is said once', async () => {
  const desk = withRoot()
  const { certificate, privateKey } = makeRoot(oneYearFromNow())
  desk.write('root.crt', encodePem('CERTIFICATE', certificate))
  desk.write('root.key', privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const { stdout, stderr } = await importing(desk, ['root.crt', 'root.key'])
  expect(`${stdout}${stderr}`.match(/root-ends-soon/g)).toHaveLength(1)
})

describe('nothing is taken', () => {
  test('of half a root, and what is missing is named', async () => {
    const desk = withRoot()
    expect((await importing(desk, ['root.crt'])).stderr).toMatch(
      /the private key of \S.*CN=Contoso Root CA" was not found/,
    )
    expect((await importing(desk, ['root.key'])).stderr).toContain('no certificate of its root CA')
    desk.write('notes.txt', 'nothing')
    expect((await importing(desk, ['notes.txt'])).stderr).toContain(
      'there is no root CA in ca, and none was found in notes.txt',
    )
    expect(readdirSync(desk.cwd).sort()).toEqual(['notes.txt', 'root.crt', 'root.key'])
  })

  test('with another key, which is named', async () => {
    const desk = withRoot()
    desk.write('other.key', makeRoot().privateKey.export({ type: 'pkcs8', format: 'pem' }))
    expect((await importing(desk, ['root.crt', 'other.key'])).stderr).toContain(
      'was not found: the key in other.key belongs to another certificate',
    )
  })

  test('from a damaged certificate, and that file is named, not the key', async () => {
    const desk = withRoot()
    desk.write('root.crt', desk.certificate.slice(0, 300))
    expect((await importing(desk, ['root.crt', 'root.key'])).stderr).toMatch(
      /^error: root\.crt cannot be read: .*has no end\n/,
    )
  })

  test('with an encrypted or damaged key, by the name of the file that was given', async () => {
    const desk = withRoot()
    const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' } as const
    desk.write('root.key', desk.root.privateKey.export(locked))
    expect((await importing(desk, ['root.crt', 'root.key'])).stderr).toMatch(
      /^error: root\.key is encrypted, but no passphrase was given\n/,
    )
    desk.write('root.key', desk.key.replace(/^M.*$/m, 'AAAA'))
    expect((await importing(desk, ['root.crt', 'root.key'])).stderr).toMatch(
      /^error: root\.key is damaged, or is not a private key\n/,
    )
  })

  test('of two roots, where one is not named', async () => {
    const desk = withRoot(['all/a.crt', 'all/a.key'])
    const other = makeRoot({ commonName: 'Other Root' })
    desk.write('all/b.crt', encodePem('CERTIFICATE', other.certificate))
    desk.write('all/b.key', other.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const { status, stderr } = await importing(desk, ['all'])
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('several root CAs were found'),
    })
    expect((await importing(desk, ['all/a.crt', 'all/a.key'])).status).toBe(0)
  })

  withOpenssl('of an issuing CA, and what to do instead is named', async () => {
    const desk = withRoot()
    desk.write('ext', 'basicConstraints=critical,CA:TRUE\n')
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', 'issuing.key']
    desk.openssl('req', '-new', ...curve, '-subj', '/CN=Issuing', '-out', 'issuing.csr')
    const sign = ['-CA', 'root.crt', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'ext']
    desk.openssl('x509', '-req', '-in', 'issuing.csr', ...sign, '-out', 'issuing.crt')
    const { status, stderr } = await importing(desk, ['issuing.crt', 'issuing.key', 'root.crt'])
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('CN=Issuing cannot be used'),
    })
    expect(stderr).toContain('certstick signs with root CAs only')
  })

  test('over a root that is there', async () => {
    const desk = withRoot()
    expect((await importing(desk, ['root.crt', 'root.key'])).status).toBe(0)
    const other = makeRoot()
    desk.write('other.crt', encodePem('CERTIFICATE', other.certificate))
    desk.write('other.key', other.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const { status, stderr } = await importing(desk, ['other.crt', 'other.key'])
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('other.crt: was not issued by this root CA'),
    })
    expectRoot(desk, null)
  })
})
