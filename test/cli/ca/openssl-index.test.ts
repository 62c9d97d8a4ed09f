// The inventory as openssl keeps it, to and fro, through the real program and `openssl ca` itself.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectCrl } from '../../../src/authority/crl-reader.ts'
import { encodePem } from '../../../src/x509/pem.ts'
import { makeAuthority } from '../../support/authority.ts'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { makeClient, makeRoot } from '../../support/roots.ts'
import { run, type ToolResult, testWith } from '../../support/tools.ts'

const withOpenssl = testWith('openssl')

/** `openssl` in a folder, as its configuration's paths are relative. */
function opensslIn(folder: string) {
  return (...args: readonly string[]): ToolResult =>
    run('sh', ['-c', 'cd "$0" && exec openssl "$@"', folder, ...args])
}

/** Lets `openssl ca` issue in a folder with an openssl.cnf. */
function issueByOpenssl(folder: string, name: string, key: string): void {
  const openssl = opensslIn(folder)
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', 'user.key']
  expect(openssl('req', '-new', ...curve, '-utf8', '-subj', `/CN=${name}`, '-out', 'user.csr').status).toBe(0)
  const files = ['-keyfile', key, '-in', 'user.csr', '-out', `${name}.pem`]
  expect(openssl('ca', '-config', 'openssl.cnf', '-batch', '-utf8', ...files).stderr).toContain(
    'Database updated',
  )
}

/** A CA with an empty inventory, and beside it the folder of an `openssl ca` that has issued for three users. */
async function afterYearsOfOpenssl() {
  const authority = await makeAuthority()
  const { cwd, folder } = authority
  expect((await runCommand(['ca', 'export-index', 'demoCA'], { cwd })).status).toBe(0) // for its openssl.cnf
  const demo = join(cwd, 'demoCA')
  const key = join(folder, 'rootCA.key')
  writeFileSync(join(demo, 'crlnumber'), '1F\n')
  for (const name of ['jane@contoso.com', 'zoë@contoso.com', 'max@contoso.com'])
    issueByOpenssl(demo, name, key)
  const revoke = ['-config', 'openssl.cnf', '-keyfile', key, '-revoke', 'max@contoso.com.pem']
  expect(opensslIn(demo)('ca', ...revoke, '-crl_reason', 'cessationOfOperation').status).toBe(0)
  return { ...authority, demo }
}

describe('ca export-index', () => {
  withOpenssl('writes an index that `openssl ca` goes on with', async () => {
    const { cwd, folder, issueTo } = await makeAuthority()
    const jane = await issueTo('jane@contoso.com', 'LAPTOP-01')
    const zoe = await issueTo('zoe@contoso.com')
    expect(certstick(['revoke', 'LAPTOP-01', '--reason', 'keyCompromise'], { cwd }).status).toBe(0)
    for (const _ of [1, 2]) expect(certstick(['crl'], { cwd }).status).toBe(0)
    const { status, stdout } = certstick(['ca', 'export-index', 'books/openssl'], { cwd })
    expect(status).toBe(0)
    const books = join(cwd, 'books', 'openssl')
    const openssl = opensslIn(books)
    const statusOf = (serial: string) => openssl('ca', '-config', 'openssl.cnf', '-status', serial).stderr
    expect(statusOf(jane.serialNumber)).toContain('=Revoked (R)')
    expect(statusOf(zoe.serialNumber)).toContain('=Valid (V)')
    // the very command that was shown
    const command = /openssl (ca .*-gencrl .*)/.exec(stdout)?.[1] ?? ''
    expect(run('sh', ['-c', `cd "$0" && openssl ${command}`, books]).status).toBe(0)
    const crl = ['crl', '-in', 'rootCA.crl.pem', '-noout', '-CAfile', 'rootCA.crt']
    expect(openssl(...crl, '-verify').stderr).toContain('verify OK')
    expect(openssl(...crl, '-text').stdout).toMatch(/CRL Number:\s+3\s[\s\S]*Key Compromise/)
    expect(
      openssl('ca', '-config', 'openssl.cnf', '-keyfile', join(folder, 'rootCA.key'), '-updatedb').status,
    ).toBe(0)
    expect(readdirSync(books, { recursive: true }).filter((name) => String(name).endsWith('.key'))).toEqual(
      [],
    )
  })

  test('replaces nothing, and leaves nothing half made', async () => {
    const { cwd, issueTo } = await makeAuthority()
    await issueTo('jane@contoso.com')
    mkdirSync(join(cwd, 'full'))
    writeFileSync(join(cwd, 'full', 'notes.txt'), 'call Zoë')
    expect(await runCommand(['ca', 'export-index', 'full'], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('already exists'),
    })
    expect(readdirSync(join(cwd, 'full'))).toEqual(['notes.txt'])
    mkdirSync(join(cwd, 'empty'))
    expect((await runCommand(['ca', 'export-index', 'empty', '--json'], { cwd })).status).toBe(0)
    expect(readdirSync(cwd).sort()).toEqual(['ca', 'empty', 'full'])
    expect((await runCommand(['ca', 'export-index', 'x'], { cwd: emptyFolder() })).status).toBe(2)
  })
})

describe('ca import', () => {
  withOpenssl('imports what openssl issued, so that it is listed, revoked and in the next CRL', async () => {
    const { cwd, folder, demo } = await afterYearsOfOpenssl()
    const { status, stdout, stderr } = await runCommand(['ca', 'import', join('demoCA', 'index.txt')], {
      cwd,
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('Imported: 3 certificates, 1 revocation.')
    expect(stdout).toContain('The last CRL was number 30')
    const { certificates } = JSON.parse((await runCommand(['list', '--json'], { cwd })).stdout)
    expect(certificates).toMatchObject([
      {
        userPrincipalName: 'jane@contoso.com',
        state: 'issued',
        thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
      },
      { userPrincipalName: 'zoë@contoso.com', state: 'issued' },
      { userPrincipalName: 'max@contoso.com', state: 'revoked', reason: 'cessationOfOperation' },
    ])
    expect(
      (await runCommand(['revoke', 'jane@contoso.com', '--reason', 'keyCompromise'], { cwd })).status,
    ).toBe(0)
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    expect(inspectCrl(readFileSync(join(folder, 'rootCA.crl'))).crlNumber).toBe(31n) // 1F, openssl's next
    const verify = (name: string) => {
      const files = ['-CAfile', join(folder, 'rootCA.crt'), '-CRLfile', join(folder, 'rootCA.crl.pem')]
      return run('openssl', ['verify', '-crl_check', ...files, join(demo, `${name}.pem`)]).status
    }
    expect(['jane', 'zoë', 'max'].map((name) => verify(`${name}@contoso.com`))).toEqual([2, 0, 2])
  })

  withOpenssl('imports a second time only what is new', async () => {
    const { cwd, folder, demo } = await afterYearsOfOpenssl()
    expect((await runCommand(['ca', 'import', 'demoCA'], { cwd })).status).toBe(0)
    const again = JSON.parse((await runCommand(['ca', 'import', 'demoCA', '--json'], { cwd })).stdout)
    expect(again).toEqual({
      certificates: 0,
      completed: 0,
      revocations: 0,
      crlNumber: null,
      known: 3,
      passedOver: [],
      contradictions: [],
    })
    issueByOpenssl(demo, 'new@contoso.com', join(folder, 'rootCA.key'))
    expect((await runCommand(['ca', 'import', 'demoCA'], { cwd })).stdout).toContain(
      'Imported: 1 certificate, 0 revocations; 3 already in the inventory.',
    )
  })

  test('takes a folder of certificates, says what is not of this root, and passes the root itself over', async () => {
    const { cwd, folder, issuer } = await makeAuthority()
    const crt = join(cwd, 'certificates')
    mkdirSync(join(crt, 'newcerts'), { recursive: true })
    const pem = (der: Uint8Array) => encodePem('CERTIFICATE', der)
    const [one, two] = ['5a01', '5a02'].map(
      (serialNumber) => makeClient(issuer, { serialNumber }).certificate,
    )
    writeFileSync(join(crt, 'one.crt'), one ?? '')
    writeFileSync(join(crt, 'newcerts', '5A02.pem'), pem(two ?? Buffer.of()))
    writeFileSync(join(crt, 'stranger.pem'), pem(makeClient(makeRoot()).certificate))
    writeFileSync(join(crt, 'rootCA.crt'), readFileSync(join(folder, 'rootCA.crt')))
    writeFileSync(join(crt, 'broken.pem'), 'call Zoë')
    writeFileSync(join(crt, 'notes.txt'), 'call Zoë')
    const { status, stdout, stderr } = await runCommand(['ca', 'import', 'certificates'], { cwd })
    expect(status).toBe(0)
    expect(stdout).toContain('Imported: 2 certificates')
    expect(stderr.match(/not imported: .*/g)).toEqual([
      expect.stringContaining('broken.pem'),
      expect.stringContaining('stranger.pem was not issued by this root CA'),
    ])
    expect((await runCommand(['revoke', '5a:02', '--yes'], { cwd })).status).toBe(0)
  })

  withOpenssl('never imports the certificates of another CA, nor those lines of a shared index', async () => {
    const one = await afterYearsOfOpenssl()
    const other = await makeAuthority()
    const foreign = await runCommand(['ca', 'import', one.demo], { cwd: other.cwd })
    expect(foreign).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('nothing that this root CA issued'),
    })
    const { certificate } = makeClient(other.issuer, { serialNumber: '5a77' })
    writeFileSync(join(one.demo, 'newcerts', '5A77.pem'), encodePem('CERTIFICATE', certificate))
    const shared = await runCommand(['ca', 'import', one.demo, '--json'], { cwd: other.cwd })
    expect(JSON.parse(shared.stdout)).toMatchObject({ certificates: 1, revocations: 0 })
    expect(other.inventory.count()).toBe(1)
  })

  test('records nothing of an index that cannot be read, and says which lines', async () => {
    const { cwd, folder } = await makeAuthority()
    writeFileSync(join(cwd, 'index.txt'), 'V\t270301100000Z\t\t01\tunknown\t/CN=a\nR\toops\n')
    const { status, stderr } = await runCommand(['ca', 'import', 'index.txt'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain('index.txt line 2')
    for (const path of ['nowhere', 'ca'])
      expect((await runCommand(['ca', 'import', path], { cwd })).status).toBe(2)
    expect(readdirSync(folder).sort()).toEqual(['inventory.db', 'rootCA.crt', 'rootCA.key', 'settings.json'])
  })

  test('takes an index without certificates, whose names may hold anything', async () => {
    const { cwd } = await makeAuthority()
    const row = (serial: string, name: string) => `V\t270301100000Z\t\t${serial}\tunknown\t/CN=${name}\n`
    writeFileSync(
      join(cwd, 'index.txt'),
      row('01', '=cmd|x') + row('02', '\\x1B[2J\\x0Ay') + row('0', 'a/../b'),
    )
    expect((await runCommand(['ca', 'import', 'index.txt'], { cwd })).status).toBe(0)
    expect((await runCommand(['list', '--csv'], { cwd })).stdout).toContain("\r\n01,'=cmd|x,")
    const { stdout } = await runCommand(['revoke', '02', '--yes'], { cwd })
    expect(stdout).toContain('/users/USER/revokeSignInSessions')
    expect(stdout).not.toContain('\u001b')
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
  })
})
