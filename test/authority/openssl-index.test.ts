// Our inventory as openssl's index, and openssl's as ours, through `openssl ca` itself.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportIndex } from '../../src/authority/index-export.ts'
import { parseCrlNumber, parseIndex } from '../../src/authority/index-import.ts'
import { decodeRootCertificate } from '../../src/authority/root-certificate.ts'
import { findSigned, takeOver } from '../../src/authority/take-over.ts'
import { UserError } from '../../src/errors.ts'
import { checkInventory } from '../../src/inventory/check.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { temporaryFolder } from '../support/folders.ts'
import {
  crl,
  imported,
  intended,
  inventoryOf,
  issued,
  lifted,
  revoked,
  type Step,
  serialOf,
} from '../support/inventory.ts'
import { makeClient, makeRoot } from '../support/roots.ts'
import { run, testWith } from '../support/tools.ts'

const NEXT_SERIAL = '4b00000000000000000000000000000f'
const withOpenssl = testWith('openssl')

async function writeExport(steps: readonly Step[], root = makeRoot()) {
  const folder = temporaryFolder()
  const files = exportIndex(await inventoryOf(...steps), NEXT_SERIAL)
  for (const { path, text } of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text, { flag: 'wx' })
  }
  writeFileSync(join(folder, 'rootCA.crt'), encodePem('CERTIFICATE', root.certificate))
  writeFileSync(join(folder, 'rootCA.key'), root.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const openssl = (...args: readonly string[]) =>
    run('sh', ['-c', 'cd "$0" && exec openssl "$@"', folder, ...args])
  return {
    folder,
    openssl,
    ca: (...args: readonly string[]) => openssl('ca', '-config', 'openssl.cnf', ...args),
  }
}

const STEPS: readonly Step[] = [
  issued(1),
  imported(2, { userPrincipalName: "o'brien.zoë\t\n@contoso.com", name: 'user2' }),
  issued(3, { notAfter: '2061-01-01T00:00:00Z' }),
  issued(4, { notAfter: '2020-01-01T00:00:00Z', userPrincipalName: 'user1@contoso.com' }),
  intended(5),
  intended(6),
  ...[issued(7), issued(8), issued(9), issued(10)],
  revoked(3),
  revoked(6, 'cACompromise'),
  revoked(7, 'certificateHold'),
  revoked(8, 'privilegeWithdrawn'),
  revoked(9, 'certificateHold'),
  lifted(9),
  crl(254),
]

describe('the exported index', () => {
  withOpenssl('serves `openssl ca -status`', async () => {
    const { ca } = await writeExport(STEPS)
    const status = (number: number) => ca('-status', serialOf(number)).stderr
    expect(status(1)).toContain('=Valid (V)')
    expect(status(2)).toContain('=Valid (V)')
    expect(status(3)).toContain('=Revoked (R)')
    expect(status(6)).toContain('=Revoked (R)')
    expect(status(9)).toContain('=Valid (V)')
    expect(status(5)).toContain('not present in db')
  })

  withOpenssl('serves `openssl ca -gencrl`, with our reasons and the next number', async () => {
    const { ca, openssl } = await writeExport(STEPS)
    const made = ca('-gencrl', '-out', 'list.pem')
    expect(made.stderr).not.toMatch(/error/i)
    const text = openssl('crl', '-in', 'list.pem', '-noout', '-text').stdout
    expect(text).toMatch(/X509v3 CRL Number:\s*255/)
    const entries = text.split('Serial Number: ').slice(1)
    const shown = entries.map((entry) => [entry.slice(0, 32), /Reason Code:\s*(.*)/.exec(entry)?.[1] ?? null])
    const upper = (number: number) => serialOf(number).toUpperCase()
    expect(shown).toEqual([
      [upper(3), 'Key Compromise'],
      [upper(6), 'CA Compromise'],
      [upper(7), 'Certificate Hold'],
      [upper(8), null],
    ])
    expect(openssl('crl', '-in', 'list.pem', '-noout', '-CAfile', 'rootCA.crt').stderr).toContain('verify OK')
  })

  withOpenssl('serves `openssl ca -updatedb`, which finds what has expired', async () => {
    const { folder, ca } = await writeExport(STEPS)
    expect(ca('-updatedb').stderr).toContain(`${serialOf(4).toUpperCase()}=Expired`)
    const rows = parseIndex(readFileSync(join(folder, 'index.txt'), 'utf8'))
    expect(rows.map(({ serialNumber }) => serialNumber)).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10].map(serialOf))
  })

  withOpenssl('lets openssl itself issue and revoke from there on', async () => {
    const { folder, ca, openssl } = await writeExport(STEPS)
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', 'key.pem']
    openssl('req', '-new', ...newKey, '-subj', '/CN=user1@contoso.com', '-out', 'request.pem')
    expect(ca('-batch', '-in', 'request.pem', '-out', 'new.pem').stderr).toContain('Database updated')
    expect(ca('-revoke', 'new.pem').stderr).toContain('Database updated')
    expect(parseIndex(readFileSync(join(folder, 'index.txt'), 'utf8')).at(-1)).toMatchObject({
      serialNumber: NEXT_SERIAL,
      subject: 'user1@contoso.com',
      revocation: { reason: 'unspecified' },
    })
  })

  test('holds the certificates that were issued, by serial number', async () => {
    const { folder } = await writeExport(STEPS)
    const names = [1, 3, 4, 7, 8, 9, 10].map((number) => `${serialOf(number).toUpperCase()}.pem`)
    expect(readdirSync(join(folder, 'newcerts')).sort()).toEqual(names.sort())
  })

  test('comes back as it went, whatever the names are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.boolean(), async (name, isRevoked) => {
        const inventory = await inventoryOf(
          imported(1, { userPrincipalName: name, name }),
          ...(isRevoked ? [revoked(1)] : []),
        )
        const files = [...exportIndex(inventory, NEXT_SERIAL)]
        const text = files.find(({ path }) => path === 'index.txt')?.text ?? ''
        expect(parseIndex(text)).toMatchObject([
          {
            serialNumber: serialOf(1),
            notAfter: '2027-03-01T10:00:00Z',
            revocation: isRevoked ? { reason: 'keyCompromise' } : null,
          },
        ])
      }),
    )
  })
})

describe("openssl's index", () => {
  withOpenssl('is taken over as `openssl ca` wrote it, with and without its certificates', async () => {
    const root = makeRoot()
    const { folder, ca, openssl } = await writeExport([], root)
    mkdirSync(join(folder, 'newcerts'))
    for (const number of [1, 2, 3, 4]) {
      const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', 'key.pem']
      openssl(
        'req',
        '-new',
        ...newKey,
        '-utf8',
        '-subj',
        `/CN=zoë${number}@contoso.com`,
        '-out',
        'request.pem',
      )
      ca('-batch', '-utf8', '-in', 'request.pem', '-out', `${number}.pem`)
    }
    ca('-revoke', '1.pem', '-crl_reason', 'affiliationChanged')
    ca('-revoke', '2.pem', '-crl_hold', '1.2.840.10040.2.1')
    ca('-revoke', '3.pem', '-crl_compromise', '20260101000000Z')
    const rows = parseIndex(readFileSync(join(folder, 'index.txt'), 'utf8'))
    expect(rows.map(({ revocation }) => revocation?.reason)).toEqual([
      'affiliationChanged',
      'certificateHold',
      'keyCompromise',
      undefined,
    ])
    const files = readdirSync(join(folder, 'newcerts')).map((name) => ({
      name,
      bytes: readFileSync(join(folder, 'newcerts', name)),
    }))
    const authority = decodeRootCertificate(root.certificate)
    const { found, problems } = findSigned(files, authority)
    expect(problems).toEqual([])
    const inventory = await inventoryOf()
    const takeAll = (certificates: typeof found) =>
      inventory.write((writer) => takeOver({ found: certificates, rows, crls: [] }, authority, writer))
    expect(await takeAll([])).toEqual({ certificates: 4, completed: 0, revocations: 3, contradictions: [] })
    const states = () => [...inventory.certificates()].map(({ state }) => state)
    expect(states()).toEqual(['revoked', 'revoked', 'revoked', 'issued'])
    expect(await takeAll([])).toEqual({ certificates: 0, completed: 0, revocations: 0, contradictions: [] })
    // The certificates that come later complete their rows.
    expect(await takeAll(found)).toMatchObject({ certificates: 0, completed: 4, revocations: 0 })
    expect(await takeAll(found)).toMatchObject({ certificates: 0, completed: 0, revocations: 0 })
    expect(states()).toEqual(['revoked', 'revoked', 'revoked', 'issued'])
    const [first] = inventory.certificates()
    expect(first?.userPrincipalName).toBe('zoë1@contoso.com')
    expect(inventory.document(first?.serialNumber ?? '')).not.toBeNull()
    expect([...checkInventory(inventory)]).toEqual([])
  })

  test('makes a hold of the inventory final, and changes no other reason', async () => {
    const rowsOf = (reason: string) =>
      parseIndex(`R\t270301100000Z\t260301100000Z,${reason}\t01\tunknown\t/CN=a`)
    const authority = decodeRootCertificate(makeRoot().certificate)
    const inventory = await inventoryOf()
    const take = (reason: string) =>
      inventory.write((writer) => takeOver({ found: [], rows: rowsOf(reason), crls: [] }, authority, writer))
    await take('holdInstruction')
    expect(await take('keyCompromise')).toMatchObject({ revocations: 1, contradictions: [] })
    expect(await take('superseded')).toMatchObject({ revocations: 0, contradictions: [{ field: '01' }] })
    expect(inventory.find('01')?.reason).toBe('keyCompromise')
  })

  test('with a line that cannot be read is refused, line by line', () => {
    const good = 'V\t270301100000Z\t\t01\tunknown\t/CN=a'
    const bad = [
      good,
      'oops',
      good.replace('V', 'X'),
      good.replace('2703', '2713'),
      good.replace('01\t', 'zz\t'),
      good.replace('V', 'R'),
    ]
    try {
      parseIndex(bad.join('\n'))
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(UserError)
      const fields = error instanceof UserError ? error.problems.map(({ field }) => field) : []
      expect(fields).toEqual([2, 3, 4, 5, 6].map((line) => `index.txt line ${line}`))
    }
  })

  test('of any bytes is read or refused, never anything else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('V', 'R', 'E', '\t', '\n', '270301100000Z', ',', '0a', '/CN=', 'x')),
        (parts) => {
          try {
            parseIndex(parts.join(''))
          } catch (error) {
            expect(error).toBeInstanceOf(UserError)
          }
        },
      ),
    )
  })

  test('has a CRL number of any size', () => {
    expect(parseCrlNumber('1000\n')).toBe(4096n)
    expect(parseCrlNumber(`${'ff'.repeat(20)}\n`)).toBe(2n ** 160n - 1n)
    expect(parseCrlNumber('none')).toBe(null)
  })
})

test('certificates of others are named, and the root itself is passed over', async () => {
  const root = makeRoot()
  const pem = (der: Uint8Array) => Buffer.from(encodePem('CERTIFICATE', der))
  const ours = makeClient(root).certificate
  const files = [
    { name: 'ours.pem', bytes: pem(ours) },
    { name: 'rootCA.crt', bytes: pem(root.certificate) },
    { name: 'other.crt', bytes: makeClient(makeRoot()).certificate }, // a root of the same name, of another key
    { name: 'notes.txt', bytes: Buffer.from('call Zoë') },
  ]
  const authority = decodeRootCertificate(root.certificate)
  const { found, problems } = findSigned(files, authority)
  expect(found.map(({ certificate }) => Buffer.compare(certificate, ours))).toEqual([0])
  expect(problems.map(({ field }) => field)).toEqual(['other.crt', 'notes.txt'])
  const inventory = await inventoryOf()
  await inventory.write((writer) => takeOver({ found, rows: [], crls: [] }, authority, writer))
  const [certificate] = inventory.certificates()
  expect(certificate).toMatchObject({ state: 'issued', userPrincipalName: 'jane@yourdomain.com' })
})
