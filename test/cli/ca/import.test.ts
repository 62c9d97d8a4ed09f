// What other tools kept of a root CA, taken over: CRLs, indexes with or without certificates, folders of Easy-RSA.
import { type KeyObject, sign } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { signCrl } from '../../../src/authority/crl.ts'
import { inspectCrl, readRevocations } from '../../../src/authority/crl-reader.ts'
import { elementHeader } from '../../../src/x509/asn1.ts'
import { readElement, readSequence } from '../../../src/x509/der-reader.ts'
import { encodePem } from '../../../src/x509/pem.ts'
import { makeAuthority } from '../../support/authority.ts'
import { runCommand } from '../../support/cli.ts'
import { testWithLinks } from '../../support/links.ts'
import { makeClient, makeRoot, oneYearFromNow } from '../../support/roots.ts'
import { run, testWith } from '../../support/tools.ts'

const withOpenssl = testWith('openssl')
const pem = (der: Uint8Array) => encodePem('CERTIFICATE', der)

function opensslIn(folder: string) {
  return (...args: readonly string[]) => {
    const result = run('sh', ['-c', 'cd "$0" && exec openssl "$@"', folder, ...args])
    expect({ args, ...result }).toMatchObject({ status: 0 })
    return result.stdout
  }
}

/** A CA, and beside it in `old` an `openssl ca` of the same root with the configuration that certstick writes. */
async function withOldCa() {
  const authority = await makeAuthority()
  const { cwd, folder } = authority
  expect((await runCommand(['ca', 'export-index', 'old'], { cwd })).status).toBe(0)
  const openssl = opensslIn(join(cwd, 'old'))
  const key = ['-config', 'openssl.cnf', '-keyfile', join(folder, 'rootCA.key'), '-batch']
  const issue = (subject: string, file: string): void => {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', 'user.key']
    openssl('req', '-new', ...curve, '-utf8', '-multivalue-rdn', '-subj', subject, '-out', 'user.csr')
    openssl('ca', ...key, '-utf8', '-preserveDN', '-in', 'user.csr', '-out', file)
  }
  return { ...authority, openssl, issue, key }
}

/** Another list under the same algorithm, ecdsa-with-SHA256. */
function signAgain(tbs: Uint8Array, key: KeyObject): Uint8Array {
  const element = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts)
    return Buffer.concat([elementHeader(tag, content.length), content])
  }
  const algorithm = Buffer.from('300a06082a8648ce3d040302', 'hex')
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', tbs, key)])
  const bits = Buffer.concat([Buffer.of(3, signature.length), signature])
  return element(0x30, tbs, algorithm, bits)
}

describe('ca import of a CRL', () => {
  withOpenssl(
    'keeps its number, its reasons and everything that it revokes, with nothing else left',
    async () => {
      const { cwd, folder, openssl, issue, key } = await withOldCa()
      for (const name of ['amy', 'ben', 'cat']) issue(`/CN=${name}`, `${name}.pem`)
      openssl('ca', ...key, '-revoke', 'amy.pem', '-crl_reason', 'keyCompromise')
      openssl('ca', ...key, '-revoke', 'ben.pem', '-crl_reason', 'certificateHold')
      writeFileSync(join(cwd, 'old', 'crlnumber'), '0A\n')
      openssl('ca', ...key, '-gencrl', '-out', 'old.crl.pem')
      openssl('crl', '-in', 'old.crl.pem', '-outform', 'DER', '-out', join(folder, 'rootCA.crl'))
      const refused = await runCommand(['crl'], { cwd })
      expect(refused).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('certstick ca import FILE'),
      })
      const taken = await runCommand(['ca', 'import', 'ca/rootCA.crl'], { cwd })
      expect(taken.stdout).toContain('Imported: 2 certificates, 2 revocations.')
      expect(taken.stdout).toContain('The last CRL was number 10')
      expect((await runCommand(['ca', 'import', 'old/old.crl.pem', '--json'], { cwd })).stdout).toContain(
        '"known": 2',
      )
      expect((await runCommand(['crl'], { cwd })).status).toBe(0)
      const crl = readFileSync(join(folder, 'rootCA.crl'))
      expect(inspectCrl(crl).crlNumber).toBe(11n)
      expect(readRevocations(crl).map(({ reason }) => reason)).toEqual(['keyCompromise', 'certificateHold'])
      const files = ['-CAfile', join(folder, 'rootCA.crt'), '-CRLfile', join(folder, 'rootCA.crl.pem')]
      const verify = (name: string) =>
        run('openssl', ['verify', '-crl_check', ...files, join(cwd, 'old', `${name}.pem`)]).status
      expect(['amy', 'ben', 'cat'].map(verify)).toEqual([2, 2, 0])
      expect((await runCommand(['ca', 'check'], { cwd })).status).toBe(0)
    },
  )

  test('refuses that of another root, one that was changed, and a delta CRL', async () => {
    const { cwd, issuer, inventory } = await makeAuthority()
    const { notBefore: thisUpdate, notAfter: nextUpdate } = oneYearFromNow()
    const entries = [
      { serialNumber: '5a', revokedAt: '2026-01-01T00:00:00Z', reason: 'unspecified' },
    ] as const
    const plan = { crlNumber: 7n, thisUpdate, nextUpdate, entries }
    const ours = Buffer.from(signCrl(plan, issuer))
    const other = signCrl(plan, makeRoot({ commonName: 'certstick Root CA', organization: null }))
    const changed = Buffer.from(ours)
    changed.writeUInt8(0x5b, ours.indexOf(Buffer.from('02015a', 'hex')) + 2)
    const [list] = readSequence(readElement(ours))
    const partial = Buffer.from(list?.der ?? [])
    partial.writeUInt8(27, partial.indexOf(Buffer.from('551d14', 'hex')) + 2) // the number becomes a delta CRL's base
    const delta = signAgain(partial, issuer.privateKey)
    const refusals = {
      other: [other, 'is not a CRL of this root CA'],
      changed: [changed, 'is not a CRL of this root CA'],
      delta: [delta, 'is a delta or indirect CRL; give the complete one'],
    } as const
    for (const [name, [bytes, message]] of Object.entries(refusals)) {
      writeFileSync(join(cwd, `${name}.crl`), bytes)
      const { status, stderr } = await runCommand(['ca', 'import', `${name}.crl`], { cwd })
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringContaining(`${name}.crl: ${message}`),
      })
    }
    expect(inventory.count()).toBe(0)
    writeFileSync(join(cwd, 'ours.crl'), ours)
    expect((await runCommand(['ca', 'import', 'ours.crl'], { cwd })).status).toBe(0)
    expect(inventory.find('5a')).toMatchObject({ state: 'revoked', userPrincipalName: '5a' })
  })
})

test('the first CRL of an older root says to import the one before, and no longer after that', async () => {
  const { cwd } = await makeAuthority()
  const first = await runCommand(['crl'], { cwd })
  expect(first.stderr).toBe('')
  const older = makeRoot({ notBefore: new Date('2020-01-01T00:00:00Z') })
  const ca = join(cwd, 'older')
  mkdirSync(ca)
  writeFileSync(join(ca, 'rootCA.crt'), pem(older.certificate))
  writeFileSync(join(ca, 'rootCA.key'), older.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const note = 'import it first: certstick ca import --ca older FILE'
  expect((await runCommand(['crl', '--ca', 'older'], { cwd })).stderr).toContain(note)
  expect((await runCommand(['crl', '--ca', 'older'], { cwd })).stderr).not.toContain(note)
})

describe('ca import of an index', () => {
  const row = (serial: string, name: string, notAfter = '270301100000Z') =>
    `V\t${notAfter}\t\t${serial}\tunknown\t/CN=${name}\n`

  test('leaves out the row of the root itself, as openssl ca -selfsign writes it', async () => {
    const { cwd, issuer, inventory } = await makeAuthority()
    const { serialNumber } = issuer.facts
    writeFileSync(join(cwd, 'index.txt'), row(serialNumber.toUpperCase(), 'Root CA') + row('01', 'jane'))
    expect((await runCommand(['ca', 'import', 'index.txt'], { cwd })).stdout).toContain(
      'Imported: 1 certificate,',
    )
    expect(inventory.find(serialNumber)).toBe(null)
  })

  test.each([
    ['with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['in UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('reads one %s', async (_, encode) => {
    const { cwd, inventory } = await makeAuthority()
    writeFileSync(join(cwd, 'index.txt'), encode(row('01', 'Jörg')))
    expect((await runCommand(['ca', 'import', 'index.txt'], { cwd })).status).toBe(0)
    expect(inventory.find('01')?.userPrincipalName).toBe('Jörg')
  })

  test('names a row that contradicts the inventory, and keeps what the inventory has', async () => {
    const { cwd, inventory } = await makeAuthority()
    writeFileSync(join(cwd, 'index.txt'), row('01', 'jane') + row('01', 'jane', '280301100000Z'))
    const { status, stderr } = await runCommand(['ca', 'import', 'index.txt'], { cwd })
    expect(status).toBe(0)
    expect(stderr).toBe(
      'warning: certificate 01 ends 2028-03-01T10:00:00Z in the index, and 2027-03-01T10:00:00Z in the inventory, which is kept\n',
    )
    expect(inventory.find('01')?.notAfter).toBe('2027-03-01T10:00:00Z')
  })

  test('is completed by certificates that come later, so that they are found by user and exported', async () => {
    const { cwd, issuer } = await makeAuthority()
    writeFileSync(join(cwd, 'index.txt'), row('1007', 'upnuser'))
    expect((await runCommand(['ca', 'import', 'index.txt'], { cwd })).status).toBe(0)
    const { certificate } = makeClient(issuer, { serialNumber: '1007', ...oneYearFromNow() })
    mkdirSync(join(cwd, 'pki', 'issued'), { recursive: true }) // as Easy-RSA has them
    writeFileSync(join(cwd, 'pki', 'issued', 'upnuser.crt'), pem(certificate))
    for (const folder of ['pki', '.']) {
      const { stdout } = await runCommand(['ca', 'import', folder], { cwd })
      expect(stdout).toMatch(/Imported: 0 certificates, (?:1 completed, )?0 revocations/)
    }
    expect((await runCommand(['export', '1007', '--to', 'entra'], { cwd })).status).toBe(0)
    expect((await runCommand(['revoke', 'jane@yourdomain.com', '--yes'], { cwd })).status).toBe(0)
    expect((await runCommand(['ca', 'check'], { cwd })).status).toBe(0)
  })
})

describe('ca import of folders and files', () => {
  testWithLinks('reads every folder of Easy-RSA and PKCS#7, and follows no link in a folder', async () => {
    const { cwd, issuer, inventory } = await makeAuthority()
    const client = (serialNumber: string) =>
      makeClient(issuer, { serialNumber, ...oneYearFromNow() }).certificate
    const files = {
      'pki/issued/a.crt': client('5a01'),
      'pki/certs_by_serial/5A02.pem': client('5a02'),
      'pki/revoked/certs_by_serial/5A03.crt': client('5a03'),
      'elsewhere/secret.crt': client('5a04'),
    }
    for (const [name, der] of Object.entries(files)) {
      mkdirSync(join(cwd, name, '..'), { recursive: true })
      writeFileSync(join(cwd, name), pem(der))
    }
    symlinkSync(join(cwd, 'elsewhere', 'secret.crt'), join(cwd, 'pki', 'issued', 'link.crt'))
    const { stdout, stderr } = await runCommand(['ca', 'import', 'pki'], { cwd })
    expect(stdout).toContain('Imported: 3 certificates')
    expect(stderr).toBe('warning: not imported: issued/link.crt cannot be read: it is a link, not a file\n')
    expect(inventory.find('5a04')).toBe(null)
  })

  withOpenssl('reads certificates in PKCS#7, and several paths at once', async () => {
    const { cwd, issuer, inventory } = await makeAuthority()
    const openssl = opensslIn(cwd)
    for (const serialNumber of ['5a01', '5a02'])
      writeFileSync(join(cwd, `${serialNumber}.pem`), pem(makeClient(issuer, { serialNumber }).certificate))
    openssl('crl2pkcs7', '-nocrl', '-certfile', '5a01.pem', '-outform', 'DER', '-out', 'one.p7b')
    openssl('crl2pkcs7', '-nocrl', '-certfile', '5a02.pem', '-out', 'two.p7b')
    expect((await runCommand(['ca', 'import', 'one.p7b', 'two.p7b'], { cwd })).status).toBe(0)
    expect([...inventory.certificates()].map(({ serialNumber }) => serialNumber)).toEqual(['5a01', '5a02'])
  })
})

describe('ca export-index', () => {
  withOpenssl('writes each true subject, so that openssl itself can revoke there', async () => {
    const { cwd, folder, issue } = await withOldCa()
    const subjects = {
      parts: '/C=DE/O=A\\/B, GmbH/OU=Ops+CN=Jörg/emailAddress=joerg@contoso.com',
      slash: '/CN=slash\\/CN=evil',
      plain: '/CN=plain',
    }
    for (const [name, subject] of Object.entries(subjects)) issue(subject, `${name}.pem`)
    expect((await runCommand(['ca', 'import', 'old'], { cwd })).status).toBe(0)
    expect((await runCommand(['ca', 'export-index', 'new'], { cwd })).status).toBe(0)
    const rows = (index: string) =>
      readFileSync(join(cwd, index, 'index.txt'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[5])
    expect(rows('new').toSorted()).toEqual(rows('old').toSorted())
    cpSync(join(cwd, 'old'), join(cwd, 'certificates'), { recursive: true })
    const inNew = opensslIn(join(cwd, 'new'))
    for (const name of Object.keys(subjects)) {
      const file = join(cwd, 'certificates', `${name}.pem`)
      inNew('ca', '-config', 'openssl.cnf', '-keyfile', join(folder, 'rootCA.key'), '-revoke', file)
    }
    expect(readFileSync(join(cwd, 'new', 'index.txt'), 'utf8').match(/^R/gm)).toHaveLength(3)
  })
})

test('a receipt brings a certificate back that an old copy of the inventory does not have', async () => {
  const { cwd, folder } = await makeAuthority()
  const path = join(folder, 'inventory.db')
  const before = readFileSync(path)
  const made = await runCommand(['new', 'jane@contoso.com', '--key', 'ec-p256', '--yes'], { cwd })
  expect(made.status).toBe(0)
  writeFileSync(path, before)
  expect((await runCommand(['revoke', 'jane@contoso.com', '--yes'], { cwd })).status).toBe(2)
  const receipt = join('output', 'jane', 'receipt.json')
  expect((await runCommand(['verify', 'output'], { cwd })).stdout).toContain('receipt.json')
  const imported = await runCommand(['ca', 'import', receipt, '--json'], { cwd })
  expect(JSON.parse(imported.stdout)).toMatchObject({ certificates: 1 })
  expect((await runCommand(['verify', 'output'], { cwd })).stdout).not.toContain('not-on-record')
  expect((await runCommand(['revoke', 'jane@contoso.com', '--yes'], { cwd })).status).toBe(0)
  expect((await runCommand(['crl'], { cwd })).status).toBe(0)
  const { serialNumber } = JSON.parse(readFileSync(join(cwd, receipt), 'utf8'))
  expect(readRevocations(readFileSync(join(folder, 'rootCA.crl')))).toMatchObject([{ serialNumber }])
  expect((await runCommand(['ca', 'check'], { cwd })).status).toBe(0)
})

test('a receipt of another root, or one that was edited, is not taken', async () => {
  const [{ cwd }, other] = [await makeAuthority(), await makeAuthority()]
  const made = ['new', 'jane@contoso.com', '--key', 'ec-p256', '--yes']
  for (const desk of [cwd, other.cwd]) expect((await runCommand(made, { cwd: desk })).status).toBe(0)
  const path = join(cwd, 'output', 'jane', 'receipt.json')
  const receipt = JSON.parse(readFileSync(path, 'utf8'))
  const edited = [{ serialNumber: '-1' }, { notAfter: '2026-99-45T00:00:00Z' }].map((change, index) => {
    const file = join(cwd, `edited-${index}.json`)
    writeFileSync(file, JSON.stringify({ ...receipt, ...change }))
    return file
  })
  for (const file of [join(other.cwd, 'output', 'jane', 'receipt.json'), ...edited]) {
    const { status, stderr } = await runCommand(['ca', 'import', file], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain('nothing that this root CA issued')
  }
})
