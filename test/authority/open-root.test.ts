// Roots as openssl makes them, in every form, and everything that can be wrong with the two files.
import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openRoot } from '../../src/authority/authority.ts'
import { decodeRootCertificate, requireCurrent } from '../../src/authority/root-certificate.ts'
import { isEncryptedKey } from '../../src/authority/root-key.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import { UserError } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'
import { signRootCertificate } from '../../src/x509/certificate.ts'
import { generateKeyPairSync } from '../../src/x509/key-pair.ts'
import { formatName } from '../../src/x509/name.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { temporaryFolder } from '../support/folders.ts'
import { makeClient, makeRoot, ROOT_PLAN } from '../support/roots.ts'
import { testUnless } from '../support/skips.ts'
import { hasTool, testWith } from '../support/tools.ts'

const NOW = new Date(Date.now() + 3_600_000) // after openssl has made the roots
const SECRET = new Secret('secret')
const withOpenssl = testWith('openssl')
const LEGACY = ['-provider', 'legacy', '-provider', 'default']

function openssl(args: readonly string[], input?: string | Uint8Array): Buffer {
  const result = spawnSync('openssl', args, { input })
  if (result.status !== 0) throw new Error(`openssl ${args.join(' ')}: ${result.stderr}`)
  return result.stdout
}

function refusal(work: () => unknown): UserError {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal')
}

interface Made {
  readonly key: Buffer
  readonly certificate: Buffer
}
const made: { rsa: Made; ec: Made } = { rsa: nothing(), ec: nothing() }

function nothing(): Made {
  return { key: Buffer.alloc(0), certificate: Buffer.alloc(0) }
}

function makeWith(...newKey: readonly string[]): Made {
  const subject = ['-utf8', '-subj', '/C=DE/O=Größe & Söhne/CN=Root', '-days', '3650']
  const pem = openssl(['req', '-x509', ...newKey, '-noenc', '-keyout', '-', ...subject]).toString()
  const at = pem.indexOf('-----BEGIN CERTIFICATE')
  return { key: Buffer.from(pem.slice(0, at)), certificate: Buffer.from(pem.slice(at)) }
}

beforeAll(() => {
  if (!hasTool('openssl')) return
  made.rsa = makeWith('-newkey', 'rsa:2048')
  made.ec = makeWith('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384')
})

describe('opens the key', () => {
  const encrypted = ['-passout', 'pass:secret']
  const forms: readonly [string, 'rsa' | 'ec', readonly string[]][] = [
    ['PKCS#8', 'rsa', ['pkcs8', '-topk8', '-nocrypt']],
    ['PKCS#8, EC', 'ec', ['pkcs8', '-topk8', '-nocrypt']],
    ['PKCS#8, DER', 'rsa', ['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER']],
    ['PKCS#8, EC, DER', 'ec', ['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER']],
    ['PKCS#1', 'rsa', ['rsa', '-traditional']],
    ['PKCS#1, DER', 'rsa', ['rsa', '-traditional', '-outform', 'DER']],
    ['SEC 1', 'ec', ['ec']],
    ['SEC 1, DER', 'ec', ['ec', '-outform', 'DER']],
    ['encrypted PKCS#8', 'rsa', ['pkcs8', '-topk8', ...encrypted]],
    ['encrypted PKCS#8, EC', 'ec', ['pkcs8', '-topk8', ...encrypted]],
    ['encrypted PKCS#8, DER', 'rsa', ['pkcs8', '-topk8', '-outform', 'DER', ...encrypted]],
    ['encrypted PKCS#8 by scrypt', 'ec', ['pkcs8', '-topk8', '-scrypt', ...encrypted]],
    ['encrypted PKCS#8 by 3DES of PKCS#12', 'ec', ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', ...encrypted]],
    ['Proc-Type: 4,ENCRYPTED by AES', 'rsa', ['rsa', '-traditional', '-aes256', ...encrypted]],
    ['Proc-Type: 4,ENCRYPTED by 3DES', 'rsa', ['rsa', '-traditional', '-des3', ...encrypted]],
    ['Proc-Type: 4,ENCRYPTED, EC', 'ec', ['ec', '-aes128', ...encrypted]],
  ]
  for (const [name, kind, args] of forms) {
    withOpenssl(name, () => {
      const privateKey = openssl(args, made[kind].key)
      const files = { certificate: made[kind].certificate, privateKey }
      const isEncrypted = args.includes('pass:secret')
      expect(isEncryptedKey(privateKey)).toBe(isEncrypted)
      expect(openRoot(files, isEncrypted ? SECRET : null, NOW).privateKey.asymmetricKeyType).toBe(kind)
      if (!isEncrypted) return
      expect(refusal(() => openRoot(files, null, NOW))).toMatchObject({ fault: 'missing' })
      const wrong = refusal(() => openRoot(files, new Secret('no secret'), NOW))
      expect(wrong).toMatchObject({ fault: 'wrong' })
      expect(JSON.stringify(wrong) + wrong.stack).not.toContain('no secret')
    })
  }

  withOpenssl('with EC PARAMETERS, a bag of attributes or its certificate before it, and CRLF', () => {
    const { key, certificate } = made.ec
    const parameters = openssl(['ecparam', '-name', 'secp384r1'])
    const text = Buffer.concat([
      Buffer.from('Bag Attributes\n    friendlyName: x\n'),
      certificate,
      parameters,
      key,
    ])
    const crlf = Buffer.from(text.toString().replaceAll('\n', '\r\n'))
    for (const privateKey of [text, crlf]) openRoot({ certificate, privateKey }, null, NOW)
  })

  withOpenssl('whose wrong passphrase happens to decrypt to sound padding', () => {
    const privateKey = openssl(
      ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', '-passout', 'pass:secret'],
      made.ec.key,
    )
    for (let number = 0; number < 600; number++) {
      const wrong = new Secret(`wrong ${number}`)
      const error = refusal(() => openRoot({ certificate: made.ec.certificate, privateKey }, wrong, NOW))
      expect(error).toMatchObject({ fault: 'wrong' })
    }
  })

  withOpenssl('not where its cipher is gone, and says so instead of blaming the passphrase', () => {
    const forms = [
      ['pkcs8', '-topk8', '-v1', 'PBE-MD5-DES'],
      ['pkcs8', '-topk8', '-v2', 'des'],
      ['rsa', '-traditional', '-des'],
    ]
    for (const form of forms) {
      const privateKey = openssl([...form, '-passout', 'pass:secret', ...LEGACY], made.rsa.key)
      const error = refusal(() => openRoot({ certificate: made.rsa.certificate, privateKey }, SECRET, NOW))
      expect(error.message).toContain('a cipher that is no longer supported')
      expect(error).not.toHaveProperty('fault')
    }
  })
})

describe('opens the certificate', () => {
  withOpenssl('as DER, and as PEM with text around it, in CRLF and in UTF-16', () => {
    const { certificate } = made.rsa
    const pem = openssl(['x509', '-text'], certificate).toString()
    const forms = [
      openssl(['x509', '-outform', 'DER'], certificate),
      Buffer.from(pem),
      Buffer.from(`\ufeff${pem}`),
      Buffer.from(pem.replaceAll('\n', '\r\n')),
      Buffer.from(`\ufeff${pem}`, 'utf16le'),
      Buffer.from(`\ufeff${pem}`, 'utf16le').swap16(),
      openssl(['x509', '-trustout', '-addtrust', 'clientAuth'], certificate),
    ]
    for (const form of forms) {
      expect(formatName(decodeRootCertificate(form).facts.subjectDer)).toContain('Größe & Söhne')
    }
  })

  test('out of a bundle, as the one root in it', () => {
    const root = makeRoot()
    const bundle = [makeClient(root).certificate, root.certificate].map((der) =>
      encodePem('CERTIFICATE', der),
    )
    expect(decodeRootCertificate(Buffer.from(bundle.join('\n'))).certificate).toEqual(root.certificate)
    const two = [makeRoot().certificate, root.certificate]
      .map((der) => encodePem('CERTIFICATE', der))
      .join('')
    expect(refusal(() => decodeRootCertificate(Buffer.from(two))).message).toContain('several roots')
  })

  withOpenssl(
    'with a byte order mark, a line end after DER, without the lines around base64, and in PKCS#7',
    () => {
      const { certificate } = made.rsa
      const der = openssl(['x509', '-outform', 'DER'], certificate)
      const base64 = der.toString('base64')
      const bundle = join(temporaryFolder(), 'bundle.pem')
      writeFileSync(bundle, certificate)
      const pkcs7 = ['crl2pkcs7', '-nocrl', '-certfile', bundle]
      const forms = [
        Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), certificate]),
        Buffer.concat([der, Buffer.from('\r\n')]),
        Buffer.from(base64),
        Buffer.from(`\ufeff${base64.replace(/.{76}/g, '$&\r\n')}\r\n`),
        openssl(pkcs7),
        openssl([...pkcs7, '-outform', 'DER']),
        Buffer.from(openssl(pkcs7).toString().replaceAll('PKCS7', 'CERTIFICATE')), // as certutil -encode writes all
      ]
      for (const form of forms) expect(decodeRootCertificate(form).certificate).toEqual(der)
    },
  )

  test('and its key, of which every line is indented', () => {
    const root = makeRoot()
    const indented = (pem: string) => Buffer.from(pem.replace(/^/gm, '  '))
    const certificate = indented(encodePem('CERTIFICATE', root.certificate))
    const privateKey = indented(root.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    expect(openRoot({ certificate, privateKey }, null, NOW).certificate).toEqual(root.certificate)
  })

  test('once, where it stands twice, and as the one that ends last, where it was renewed with its key', () => {
    const keyPair = generateKeyPairSync('ec-p256')
    const until = (year: number) =>
      signRootCertificate({ ...ROOT_PLAN, notAfter: new Date(`${year}-01-01T00:00:00Z`) }, keyPair)
    const [expired, current] = [until(2026), until(2036)]
    const bundle = (...all: readonly Uint8Array[]) =>
      Buffer.from(all.map((der) => encodePem('CERTIFICATE', der)).join(''))
    expect(decodeRootCertificate(bundle(current, current)).certificate).toEqual(current)
    expect(decodeRootCertificate(bundle(expired, current)).certificate).toEqual(current)
    expect(decodeRootCertificate(bundle(current, expired)).certificate).toEqual(current)
  })

  withOpenssl('of version 1, as roots were once made', () => {
    const key = join(temporaryFolder(), 'rootCA.key')
    writeFileSync(key, made.rsa.key)
    const request = openssl(['req', '-new', '-key', key, '-subj', '/CN=Old'])
    const args = ['x509', '-req', '-signkey', key, '-days', '30']
    expect(decodeRootCertificate(openssl(args, request)).facts.version).toBe(1)
  })
})

describe('says what is wrong', () => {
  const root = makeRoot()
  const pem = (der: Uint8Array) => Buffer.from(encodePem('CERTIFICATE', der))
  const keyOf = (issuer: typeof root) =>
    Buffer.from(issuer.privateKey.export({ type: 'pkcs8', format: 'pem' }))

  test.each<[string, string, Uint8Array]>([
    ['is empty', 'an empty file', Buffer.alloc(0)],
    ['is not a certificate', 'noise', Buffer.from('not a certificate')],
    ['contains a private key', 'the key instead', keyOf(root)],
    [
      'contains a private key',
      'the key instead, as DER',
      root.privateKey.export({ type: 'pkcs8', format: 'der' }),
    ],
    ['is a PFX', 'a PFX', Buffer.from('30800201033080', 'hex')],
    ['is a PFX', 'a PFX in DER', Buffer.from('300702010330020500', 'hex')],
    ['contains no certificate', 'a request', Buffer.from(encodePem('CERTIFICATE REQUEST', root.certificate))],
    ['is not a CA', "a user's certificate", pem(makeClient(root).certificate)],
    ['is not a certificate', 'half of one', root.certificate.subarray(0, 200)],
    [
      'is not a root, or is damaged: it is not signed by its own key',
      'a changed one',
      pem(changed(root.certificate)),
    ],
  ])('rootCA.crt %s: %s', (message, _name, bytes) => {
    expect(refusal(() => decodeRootCertificate(bytes)).message).toContain(`rootCA.crt ${message}`)
  })

  test.each<[string, string, Uint8Array]>([
    ['is empty', 'an empty file', Buffer.alloc(0)],
    ['is damaged, or is not a private key', 'noise', Buffer.from('not a key')],
    ['contains a certificate, not a private key', 'the certificate instead', pem(root.certificate)],
    ['is truncated', 'half a PEM block', keyOf(root).subarray(0, 100)],
    ['does not belong to rootCA.crt', "another root's", keyOf(makeRoot())],
  ])('rootCA.key %s: %s', (message, _name, privateKey) => {
    const files = { certificate: root.certificate, privateKey }
    expect(refusal(() => openRoot(files, null, NOW)).message).toContain(`rootCA.key ${message}`)
  })

  test('a root outside of its time, where it is to sign', () => {
    const authority = decodeRootCertificate(root.certificate)
    const { notBefore, notAfter } = authority.facts
    requireCurrent(authority, notBefore)
    requireCurrent(authority, notAfter)
    const past = new Date(notAfter.getTime() + 1000)
    expect(refusal(() => requireCurrent(authority, past)).message).toBe('rootCA.crt expired on 2035-12-31')
    const early = new Date(notBefore.getTime() - 1000)
    expect(refusal(() => requireCurrent(authority, early)).message).toContain('not valid before 2026-01-01')
  })

  withOpenssl('a CA that another CA issued', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'root.crt'), made.ec.certificate)
    writeFileSync(join(folder, 'root.key'), made.ec.key)
    writeFileSync(join(folder, 'sub.key'), made.rsa.key)
    const ca = ['-CA', join(folder, 'root.crt'), '-CAkey', join(folder, 'root.key')]
    const args = ['req', '-x509', ...ca, '-key', join(folder, 'sub.key'), '-subj', '/CN=Sub']
    const issuing = openssl(args)
    const alone = refusal(() => decodeRootCertificate(issuing))
    expect(alone.message).toMatch(/is not a root: it was issued by ".*Root"/)
    expect(alone.hint).toContain('signs with root CAs only')
    for (const certificate of [
      Buffer.concat([issuing, Buffer.from(made.ec.certificate)]),
      Buffer.concat([Buffer.from(made.ec.certificate), issuing]),
    ]) {
      const files = { certificate, privateKey: Buffer.from(made.rsa.key) }
      const beside = refusal(() => openRoot(files, null, new Date(Date.now() + 60_000)))
      expect(beside.message).toMatch(/rootCA.key belongs to the issuing CA "CN=Sub", .* issued by ".*Root"/)
      expect(beside.hint).toContain('signs with root CAs only')
      const right = { certificate, privateKey: Buffer.from(made.ec.key) }
      expect(openRoot(right, null, new Date(Date.now() + 60_000)).facts.subjectDer).toBeDefined()
    }
  })

  withOpenssl('a kind of key that Windows takes no root of', () => {
    const ed25519 = makeWith('-newkey', 'ed25519')
    const files = { certificate: ed25519.certificate, privateKey: ed25519.key }
    expect(refusal(() => openRoot(files, null, NOW)).message).toContain('ED25519')
  })

  test('a folder that is not there, is a file, is empty, or holds one half', async () => {
    const folder = temporaryFolder()
    const store = await AuthorityStore.open(folder)
    await expect(AuthorityStore.open(join(folder, 'none'))).rejects.toThrow(/none does not exist/)
    await expect(store.readAuthority()).rejects.toThrow(/^[^"]+ has neither rootCA.crt nor rootCA.key/)
    writeFileSync(join(folder, 'rootCA.key'), keyOf(root))
    await expect(store.openAuthority(null, NOW)).rejects.toThrow(/has rootCA.key but no rootCA.crt/)
    await expect(store.readAuthority()).rejects.toThrow(/has rootCA.key but no rootCA.crt/)
    await expect(AuthorityStore.open(join(folder, 'rootCA.key'))).rejects.toThrow(/is a file/)
    writeFileSync(join(folder, 'rootCA.crt'), root.certificate)
    expect((await store.openAuthority(null, NOW)).certificate).toEqual(Buffer.from(root.certificate))
  })

  test('the certificate alone serves where no key is needed', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'rootCA.crt'), root.certificate)
    const store = await AuthorityStore.open(folder)
    expect((await store.readAuthority()).facts.basicConstraints?.isCa).toBe(true)
    await expect(store.openAuthority(null, NOW)).rejects.toThrow(/has rootCA.crt but no rootCA.key/)
  })

  testUnless((process.getuid?.() ?? 0) === 0 ? 'a user of POSIX that is not root' : null)(
    'a file that may not be read',
    async () => {
      const folder = temporaryFolder()
      writeFileSync(join(folder, 'rootCA.crt'), root.certificate)
      chmodSync(join(folder, 'rootCA.crt'), 0)
      const store = await AuthorityStore.open(folder)
      await expect(store.readAuthority()).rejects.toThrow(/cannot be read: you are not allowed to/)
    },
  )
})

function changed(der: Uint8Array): Uint8Array {
  const copy = Buffer.from(der)
  const at = copy.indexOf('Contoso')
  copy[at] = (copy[at] ?? 0) ^ 1
  copy[copy.lastIndexOf('Contoso')] = copy[at] ?? 0
  return copy
}
