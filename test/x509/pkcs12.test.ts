import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto'
import forge from 'node-forge'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/secret.ts'
import { generateKeyPairSync } from '../../src/x509/key-pair.ts'
import { decodePem, encodePem } from '../../src/x509/pem.ts'
import { PFX_FORMATS, PFX_ITERATIONS, type PfxFormat } from '../../src/x509/pfx-formats.ts'
import { temporaryFolder, writeFiles } from '../support/folders.ts'
import { makePfx as makeProtectedPfx } from '../support/pfx.ts'
import { makeClient, makeRoot } from '../support/roots.ts'
import { run, testWith } from '../support/tools.ts'

const PASSWORDS = ['correct horse', 'Q"u\'$o`te%;&<', 'Größe€ñ', '日本語', '𝔘🔑 astral'] as const
const root = makeRoot()
const rsa = makeClient(root, { keyAlgorithm: 'rsa-2048' })
const elliptic = makeClient(root, { keyAlgorithm: 'ec-p384' })

const USERS = { RSA: rsa, EC: elliptic } as const

/** Both formats with every password, and with the other kind of key and the other count. */
const EVERY = PFX_FORMATS.flatMap((format) => [
  ...PASSWORDS.map((password) => ({
    format,
    password,
    kind: 'RSA' as const,
    iterations: PFX_ITERATIONS.madePassword,
  })),
  { format, password: PASSWORDS[0], kind: 'EC' as const, iterations: PFX_ITERATIONS.chosenPassword },
])
const ASCII = EVERY.filter(({ password }) => /^[ -~]+$/.test(password))
const EVERY_KIND = EVERY.filter(({ password }) => password === PASSWORDS[0])

function makePfx(
  format: PfxFormat,
  password: string,
  user = rsa,
  iterations: number = PFX_ITERATIONS.madePassword,
): Uint8Array {
  const { privateKey, certificate } = user
  const content = { privateKey, certificate, chain: [root.certificate], friendlyName: 'jané@yourdomain.com' }
  const whole = { ...content, password: new Secret(password), iterations }
  return makeProtectedPfx(whole, format, randomBytes)
}

const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'der' })
const base64 = (der: Uint8Array) => Buffer.from(der).toString('base64')

describe('a PFX', () => {
  for (const options of [[], ['-legacy']])
    testWith('openssl').each(EVERY)(
      `is opened by openssl ${options.join('')}: $format, $kind, $password`,
      ({ format, password, kind, iterations }) => {
        const { pfx } = writeFiles({ pfx: makePfx(format, password, USERS[kind], iterations) })
        const args = ['pkcs12', '-in', pfx, ...options, '-noenc', '-passin', 'stdin']
        const { stdout } = run('openssl', args, `${password}\n`)
        const [leaf, above, key] = decodePem(stdout)
        expect([leaf?.label, above?.label, key?.label]).toEqual(['CERTIFICATE', 'CERTIFICATE', 'PRIVATE KEY'])
        expect(base64(leaf?.der ?? Buffer.of())).toBe(base64(USERS[kind].certificate))
        expect(base64(above?.der ?? Buffer.of())).toBe(base64(root.certificate))
        const privateKey = createPrivateKey(encodePem('PRIVATE KEY', key?.der ?? Buffer.of()))
        expect(privateKey.equals(USERS[kind].privateKey)).toBe(true)
      },
    )

  testWith('openssl').each(PFX_FORMATS)('is protected as it says, in openssl -info: %s', (format) => {
    const { pfx } = writeFiles({ pfx: makePfx(format, 'a') })
    const { stderr, stdout } = run('openssl', ['pkcs12', '-in', pfx, '-info', '-noout', '-passin', 'pass:a'])
    const scheme =
      format === 'legacy'
        ? 'pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048'
        : 'PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256'
    expect(stderr).toContain(`MAC: ${format === 'legacy' ? 'sha1' : 'sha256'}, Iteration 2048`)
    expect(stderr).toContain(`PKCS7 Encrypted data: ${scheme}`)
    expect(stderr).toContain(`Shrouded Keybag: ${scheme}`)
    expect(stdout).not.toContain('PRIVATE KEY')
  })

  testWith('openssl')('pairs key and certificate, and names them for people', () => {
    const { pfx } = writeFiles({ pfx: makePfx('legacy', 'a', elliptic) })
    const args = ['pkcs12', '-in', pfx, '-noenc', '-passin', 'pass:a']
    const { stdout } = run('openssl', args)
    const ids = [...stdout.matchAll(/localKeyID: (.*)/g)].map(([, id]) => id?.trim())
    expect(ids).toHaveLength(2)
    expect(ids[0]).toBe(ids[1])
    expect([...stdout.matchAll(/friendlyName: (.*)/g)].map(([, name]) => name?.trim())).toHaveLength(2)
  })

  testWith('openssl').each(EVERY_KIND)(
    'names the key provider of Windows at the key alone: $format, $kind',
    ({ format, kind }) => {
      const { pfx } = writeFiles({ pfx: makePfx(format, 'a', USERS[kind]) })
      const { stdout } = run('openssl', ['pkcs12', '-in', pfx, '-noenc', '-passin', 'pass:a'])
      const attributes = [
        ...stdout.matchAll(/^ {4}(Microsoft CSP Name|friendlyName|localKeyID)|BEGIN [A-Z ]+/gm),
      ]
      expect(attributes.map(([found, name]) => name ?? found)).toEqual([
        ...['localKeyID', 'friendlyName', 'BEGIN CERTIFICATE', 'BEGIN CERTIFICATE'],
        ...['localKeyID', 'friendlyName', 'Microsoft CSP Name', 'BEGIN PRIVATE KEY'],
      ])
      expect(stdout).toContain('Microsoft CSP Name: Microsoft Software Key Storage Provider\n')
    },
  )

  testWith('certtool').each(EVERY)(
    'is opened by GnuTLS: $format, $kind, $password',
    ({ format, password, kind, iterations }) => {
      const { pfx } = writeFiles({ pfx: makePfx(format, password, USERS[kind], iterations) })
      const args = ['--p12-info', '--inder', '--infile', pfx, `--password=${password}`]
      const { status, stdout } = run('certtool', args)
      expect(status).toBe(0)
      expect(stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
      expect(stdout).toContain('PRIVATE KEY')
    },
  )

  testWith('pk12util').each(EVERY)(
    'is imported by NSS, as Firefox does: $format, $kind, $password',
    ({ format, password, kind, iterations }) => {
      const database = `sql:${temporaryFolder()}`
      const { pfx } = writeFiles({ pfx: makePfx(format, password, USERS[kind], iterations) })
      const args = ['-i', pfx, '-W', password, '-K', '', '-d', database]
      const { stderr, stdout, status } = run('pk12util', args)
      expect(stdout + stderr).toContain('PKCS12 IMPORT SUCCESSFUL')
      expect(status).toBe(0)
    },
  )

  testWith('keytool').each(ASCII)(
    'is opened by Java: $format, $kind, $password',
    ({ format, password, kind, iterations }) => {
      const { pfx } = writeFiles({ pfx: makePfx(format, password, USERS[kind], iterations) })
      const args = ['-list', '-v', '-storetype', 'PKCS12', '-keystore', pfx, '-storepass', password]
      const { stdout } = run('keytool', ['-J-Duser.language=en', ...args])
      expect(stdout).toContain('PrivateKeyEntry')
      expect(stdout).toContain('Certificate chain length: 2')
    },
  )

  test('gives node-forge back what went in', () => {
    const pfx = forge.asn1.fromDer(Buffer.from(makePfx('legacy', 'Größe')).toString('latin1'))
    const safe = forge.pkcs12.pkcs12FromAsn1(pfx, 'Größe')
    const { certBag, pkcs8ShroudedKeyBag } = forge.pki.oids
    const [leaf] = safe.getBags({ bagType: certBag ?? '' })[certBag ?? ''] ?? []
    const [key] = safe.getBags({ bagType: pkcs8ShroudedKeyBag ?? '' })[pkcs8ShroudedKeyBag ?? ''] ?? []
    expect(leaf?.attributes.friendlyName).toEqual(['jané@yourdomain.com'])
    expect(leaf?.attributes.localKeyId).toEqual(key?.attributes.localKeyId)
    if (leaf === undefined || key?.key == null) throw new Error('no certificate or no key')
    const certificate = forge.asn1.toDer(leaf.asn1).getBytes()
    expect(Buffer.from(certificate, 'latin1')).toEqual(Buffer.from(rsa.certificate))
    const privateKey = createPrivateKey(forge.pki.privateKeyToPem(key.key))
    expect(pkcs8(privateKey)).toEqual(pkcs8(rsa.privateKey))
  })

  test('of the same content is never the same, unless the random source is', () => {
    const { privateKey } = generateKeyPairSync('ec-p256')
    const content = { privateKey, certificate: rsa.certificate, chain: [], friendlyName: 'x' }
    const zeros = (size: number) => new Uint8Array(size)
    for (const format of PFX_FORMATS) {
      const make = (random: (size: number) => Uint8Array) =>
        base64(makeProtectedPfx({ ...content, password: new Secret('p') }, format, random))
      expect(make(zeros)).toBe(make(zeros))
      expect(make(randomBytes)).not.toBe(make(randomBytes))
    }
  })
})
