// A real browser with the finished PFX: does it offer the certificate to a server that trusts the stick's root alone?
// Chromium chooses by its own filter; the policy only spares it the question which of the offered ones to take.
import { execFile } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished } from 'vitest'
import { readMedium } from '../../src/media/disk-read.ts'
import { policyOf } from '../device/auto-select.ts'
import { newDevice } from '../device/device.ts'
import { makeForeignPfx, UPN_EXTENSION } from '../device/foreign-pfx.ts'
import { installWindows } from '../device/setup.ts'
import { certstick, emptyFolder } from '../support/cli.ts'
import { temporaryFolder } from '../support/folders.ts'
import { loadGrammar } from '../support/powershell/syntax.ts'
import { issuerOf } from '../support/roots.ts'
import { testUnless } from '../support/skips.ts'
import { run, testWith } from '../support/tools.ts'

const UPN = "o'brien.zoe#1@contoso.com"
const PASSWORD = "Zebra7 $x;'`&<"
/** Where Debian's build looks. (chromium --help, Chromium Enterprise "Managed policies on Linux") */
const POLICIES = '/etc/chromium/policies/managed'

/** A CA and the `Certs` folder of a stick, made by the program itself. */
function makeStick(
  format: 'legacy' | 'modern',
  { more = [], ca = [] }: { readonly more?: readonly string[]; readonly ca?: readonly string[] } = {},
): { readonly ca: string; readonly certs: string } {
  const cwd = emptyFolder()
  expect(certstick(['ca', 'create', '--key', 'ec-p256', '--yes', ...ca], { cwd }).status).toBe(0)
  const args = ['new', '--upn', UPN, '--device', 'PC', '--pfx', format, '--password-file', '-', ...more]
  expect(certstick(args, { cwd, input: PASSWORD })).toMatchObject({ status: 0, stderr: '' })
  return { ca: join(cwd, 'ca'), certs: join(cwd, 'output', 'PC', 'ESD-USB', 'Certs') }
}

const PFX = "o'brien.zoe#1-cba.pfx"

/** An empty home with the PFX in its NSS database, where Chromium on Linux looks for client certificates. */
function makeHome(pfx: string | null): string {
  const home = temporaryFolder()
  const database = join(home, '.pki', 'nssdb')
  mkdirSync(database, { recursive: true })
  writeFileSync(join(home, 'password'), PASSWORD)
  nss('certutil', '-d', `sql:${database}`, '-N', '--empty-password')
  if (pfx !== null)
    nss('pk12util', '-d', `sql:${database}`, '-i', pfx, '-w', join(home, 'password'), '-K', '')
  return home
}

function nss(program: string, ...args: readonly string[]): void {
  const { status, stderr } = run(program, args)
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
}

/** Says on its page whose certificate arrived, as openssl reads it. @returns its address */
async function startServer(...roots: readonly Uint8Array[]): Promise<string> {
  const folder = temporaryFolder()
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const made = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-noenc',
    '-keyout',
    key,
    '-out',
    certificate,
  ]
  expect(run('openssl', ['req', '-x509', '-days', '2', ...subject, ...made]).status).toBe(0)
  const ca = roots.map((root) => run('openssl', ['x509', '-inform', 'DER'], root).stdout)
  const identity = { key: readFileSync(key), cert: readFileSync(certificate) }
  const server = createServer(
    { ...identity, ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const socket = request.socket as TLSSocket
      const { raw } = socket.getPeerCertificate()
      const name = socket.authorized ? userPrincipalNameIn(raw) : `nobody: ${socket.authorizationError}`
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(`<p id="who">${encodeURIComponent(name)}</p>`)
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function userPrincipalNameIn(certificate: Uint8Array): string {
  const args = ['x509', '-inform', 'DER', '-noout', '-ext', 'subjectAltName']
  return /othername: UPN:+(\S+)/.exec(run('openssl', args, certificate).stdout)?.[1] ?? 'nobody'
}

/** For this one address, and gone with the test. */
function selectFor(address: string): void {
  setPolicy([JSON.stringify({ pattern: address, filter: {} })])
}

function setPolicy(entries: readonly string[]): void {
  mkdirSync(POLICIES, { recursive: true })
  const path = join(POLICIES, `certstick-test-${process.pid}.json`)
  writeFileSync(path, JSON.stringify({ AutoSelectCertificateForUrls: entries }))
  onTestFinished(() => {
    rmSync(path)
    for (const folder of [POLICIES, dirname(POLICIES)])
      if (readdirSync(folder).length === 0) rmdirSync(folder)
  })
}

/** What Chrome reads in the registry of a device that was installed from the stick. @param stick folder of its files */
async function policyFrom(stick: string): Promise<string[]> {
  const device = newDevice({ architecture: 'amd64', parse: await loadGrammar() })
  const files = readMedium(stick).files
  installWindows(device, { sticks: [{ letter: 'D', files }] })
  return policyOf(device, 'google\\chrome')
}

/** Headless, nobody answers the question which certificate to take, and the page never comes. */
const ASKS = 'the browser asks'
const PATIENCE = 20_000

/** What the page says. @param host stands for this computer, as Entra's name does in no other test */
async function visit(address: string, home: string, host = 'none.invalid'): Promise<string> {
  // The server's own certificate is not what is tried here; root may not use the sandbox.
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--ignore-certificate-errors', '--dump-dom']
  options.push(`--host-resolver-rules=MAP ${host} 127.0.0.1`)
  const args = [...options, `--user-data-dir=${join(home, 'profile')}`, address]
  const ended = promisify(execFile)('chromium', args, {
    env: { ...process.env, HOME: home },
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  })
  const stdout = await ended.then((one) => one.stdout).catch((error) => (error.killed ? ASKS : String(error)))
  return decodeURIComponent(/<p id="who">([^<]*)</.exec(stdout)?.[1] ?? stdout)
}

/** Only root may tell Chromium which certificate to take. */
const testInBrowser =
  process.getuid?.() === 0 ? testWith('chromium', 'pk12util', 'certutil', 'openssl') : testUnless('root')

describe('a stick’s PFX in Chromium', () => {
  testInBrowser('signs its user in, and no profile without it', { timeout: 60_000 }, async () => {
    const { certs } = makeStick('legacy')
    const address = await startServer(readFileSync(join(certs, 'rootCA.cer')))
    selectFor(address)
    expect(await visit(address, makeHome(join(certs, PFX)))).toBe(UPN)
    expect(await visit(address, makeHome(null))).toMatch(/^nobody/)
  })

  testInBrowser(
    'serves in the modern format too, where its own root is asked for',
    { timeout: 60_000 },
    async () => {
      const [one, other] = [makeStick('modern'), makeStick('modern')]
      const address = await startServer(readFileSync(join(one.certs, 'rootCA.cer')))
      selectFor(address)
      expect(await visit(address, makeHome(join(one.certs, PFX)))).toBe(UPN)
      expect(await visit(address, makeHome(join(other.certs, PFX)))).toMatch(/^nobody/)
    },
  )

  testInBrowser(
    'is taken at Entra’s host by the policy that the script writes, beside one of another root',
    { timeout: 120_000 },
    async () => {
      const [one, other] = [
        makeStick('modern', { more: ['--auto-select'] }),
        makeStick('modern', { ca: ['--name', 'Fabrikam Root CA'] }),
      ]
      const home = makeHome(join(other.certs, PFX)) // the first in the database
      const database = join(home, '.pki', 'nssdb')
      nss(
        'pk12util',
        '-d',
        `sql:${database}`,
        '-i',
        join(one.certs, PFX),
        '-w',
        join(home, 'password'),
        '-K',
        '',
      )
      const address = await startServer(
        ...[other, one].map(({ certs }) => readFileSync(join(certs, 'rootCA.cer'))),
      )
      const { port } = new URL(address)
      const hosts = ['certauth.login.microsoftonline.com', 't01.certauth.login.microsoftonline.com']
      const [host = ''] = hosts
      expect(await visit(`https://${host}:${port}`, home, host)).toBe(ASKS)
      setPolicy(await policyFrom(dirname(one.certs)))
      for (const each of hosts) expect(await visit(`https://${each}:${port}`, home, each)).toBe(UPN)
      const elsewhere = 'certauth.contoso.com'
      expect(await visit(`https://${elsewhere}:${port}`, home, elsewhere)).toBe(ASKS)
      const foreign = makeHome(join(other.certs, PFX))
      expect(await visit(`https://${host}:${port}`, foreign, host)).toBe(ASKS)
    },
  )

  testInBrowser('would not be offered without clientAuth', { timeout: 60_000 }, async () => {
    const { ca, certs } = makeStick('legacy')
    const certificate = readFileSync(join(certs, 'rootCA.cer'))
    const privateKey = createPrivateKey(readFileSync(join(ca, 'rootCA.key')))
    const root = issuerOf(certificate, { privateKey, publicKey: createPublicKey(privateKey) })
    const address = await startServer(certificate)
    selectFor(address)
    for (const [extension, who] of [
      ['extendedKeyUsage=clientAuth', /^jane@/],
      ['extendedKeyUsage=serverAuth', /^nobody/],
    ] as const) {
      const pfx = join(temporaryFolder(), 'jane.pfx')
      writeFileSync(pfx, makeForeignPfx(root, PASSWORD, { extensions: [extension, UPN_EXTENSION] }))
      expect(await visit(address, makeHome(pfx))).toMatch(who)
    }
  })
})
