import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { makeAuthority } from '../support/authority.ts'
import { certificatesOf, writeUsers } from '../support/bulk.ts'
import { emptyFolder, runCommand } from '../support/cli.ts'
import { testUnless } from '../support/skips.ts'
import { testWith } from '../support/tools.ts'

const withOpenssl = testWith('openssl')
const USUAL = 'keyUsage=critical,keyCertSign,cRLSign'
const NEW = ['new', '--yes', '--upn', 'jane@a.com', '--key', 'ec-p256']
const BULK = ['bulk', 'users.csv', '--yes', '--key', 'ec-p256']

/** A folder with the table of two users, and a root CA in `ca` that openssl made with those extensions. */
function folderWithRoot(...extensions: readonly string[]): string {
  const cwd = emptyFolder()
  writeUsers(cwd, 'upn', 'jane@a.com', 'joe@a.com')
  mkdirSync(join(cwd, 'ca'))
  const files = ['-keyout', join(cwd, 'ca', 'rootCA.key'), '-out', join(cwd, 'ca', 'rootCA.crt')]
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-subj', '/CN=Root']
  const added = extensions.flatMap((one) => ['-addext', one])
  const args = ['req', '-x509', ...options, '-days', '3650', ...added, ...files]
  expect(spawnSync('openssl', args).status).toBe(0)
  return cwd
}

function timesOf(text: string, part: string): number {
  return text.split(part).length - 1
}

describe('a root CA that OpenSSL refuses for a reason that no rule knows', () => {
  withOpenssl.each([
    ['new', NEW],
    ['bulk', BULK],
  ])('signs nothing at its first use: %s', async (_, args) => {
    const cwd = folderWithRoot(USUAL, '1.3.6.1.5.5.7.1.7=DER:0500')
    const { status, stderr } = await runCommand(args, { cwd })
    expect(status).toBe(2)
    expect(timesOf(stderr, 'OpenSSL refuses its certificates')).toBe(1)
    expect(await certificatesOf(cwd)).toEqual([])
    expect(existsSync(join(cwd, 'output'))).toBe(false)
  })
})

withOpenssl.each([
  ['new', NEW],
  ['bulk', BULK],
])('what keeps some certificates from working is said once, and they are created: %s', async (_, args) => {
  const cwd = folderWithRoot('keyUsage=critical,keyCertSign')
  const { status, stderr } = await runCommand(args, { cwd })
  expect(status).toBe(0)
  expect(timesOf(stderr, 'warning: root-no-crl-sign')).toBe(1)
})

withOpenssl('ca show ends with exit code 3 on an error, and with 0 on a warning', async () => {
  const bad = folderWithRoot(USUAL, 'extendedKeyUsage=serverAuth')
  const { status, stdout } = await runCommand(['ca', 'show'], { cwd: bad })
  expect(stdout).toContain('error: root-no-client-auth')
  expect(status).toBe(3)
  renameSync(join(folderWithRoot(USUAL), 'ca', 'rootCA.key'), join(bad, 'ca', 'rootCA.key'))
  const other = folderWithRoot(USUAL)
  renameSync(join(bad, 'ca', 'rootCA.key'), join(other, 'ca', 'rootCA.key'))
  const foreign = await runCommand(['ca', 'show'], { cwd: other })
  expect(foreign.stdout).toContain('error: root-key-unusable')
  expect(foreign.status).toBe(3)
  rmSync(join(other, 'ca', 'rootCA.key')) // kept elsewhere
  expect(await runCommand(['ca', 'show'], { cwd: other })).toMatchObject({ status: 0 })
  const good = folderWithRoot('keyUsage=critical,keyCertSign')
  expect(await runCommand(['ca', 'show'], { cwd: good })).toMatchObject({ status: 0 })
})

withOpenssl('a CRL never ends after its root, which is said', async () => {
  const cwd = folderWithRoot(USUAL)
  const { stdout } = await runCommand(['ca', 'show', '--json'], { cwd })
  const { notAfter } = JSON.parse(stdout)
  const { status, stderr } = await runCommand(['crl', '--days', '36500'], { cwd })
  expect(status).toBe(0)
  expect(stderr).toContain('note: the CRL ends with the root certificate')
  const shown = JSON.parse((await runCommand(['ca', 'show', '--json'], { cwd })).stdout)
  expect(Date.parse(shown.lastCrl.nextUpdate)).toBe(Date.parse(notAfter))
  expect((await runCommand(['crl', '--days', '30'], { cwd })).stderr).not.toContain('ends with')
})

withOpenssl('a CRL URL that Entra ID cannot reach is told wherever it is set or goes out', async () => {
  const cwd = folderWithRoot(USUAL)
  const told = 'warning: crl-url-private'
  const set = await runCommand(['ca', 'set', '--crl-url', 'http://localhost/rootCA.crl'], { cwd })
  expect(set).toMatchObject({ status: 0 })
  expect(timesOf(set.stderr, told)).toBe(1)
  expect((await runCommand(['ca', 'show'], { cwd })).stdout).toContain(told)
  expect((await runCommand(['crl'], { cwd })).stderr).toContain(told)
  await runCommand(NEW, { cwd })
  const exported = await runCommand(['export', 'jane@a.com', '--to', 'entra'], { cwd })
  expect(exported).toMatchObject({ status: 0 })
  expect(exported.stderr).toContain(told)
})

testUnless(process.platform === 'win32' ? 'modes of POSIX' : null)(
  'a key that other users can read is told when it is shown, and once when it signs',
  async () => {
    const { cwd } = await makeAuthority()
    writeUsers(cwd, 'upn', 'joe@a.com', 'zoe@a.com')
    const told = 'warning: root-key-readable'
    const [folder, key] = [join(cwd, 'ca'), join(cwd, 'ca', 'rootCA.key')]
    expect((await runCommand(['ca', 'show'], { cwd })).stdout).not.toContain(told)
    chmodSync(key, 0o644)
    expect((await runCommand(['ca', 'show'], { cwd })).stdout).not.toContain(told) // the folder keeps others out
    chmodSync(folder, 0o755)
    expect(await runCommand(['ca', 'show'], { cwd })).toMatchObject({ status: 0 })
    expect((await runCommand(['ca', 'show'], { cwd })).stdout).toContain(told)
    for (const args of [NEW, BULK]) {
      const { status, stderr } = await runCommand(args, { cwd })
      expect(status).toBe(0)
      expect(timesOf(stderr, told)).toBe(1)
    }
  },
)

withOpenssl('a root CA that does not work is taken over, with its verdict and exit code 3', async () => {
  const cwd = folderWithRoot(USUAL, 'extendedKeyUsage=serverAuth')
  const { status, stdout } = await runCommand(['ca', 'import', 'ca', '--ca', 'taken'], { cwd })
  expect(stdout).toContain('error: root-no-client-auth')
  expect(status).toBe(3)
  expect(existsSync(join(cwd, 'taken', 'rootCA.key'))).toBe(true)
})
