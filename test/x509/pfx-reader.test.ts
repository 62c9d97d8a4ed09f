import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'
import { PFX_FORMATS } from '../../src/x509/pfx-formats.ts'
import { type OpenedPfx, openPfx } from '../../src/x509/pfx-reader.ts'
import { temporaryFolder } from '../support/folders.ts'
import { makePfx } from '../support/pfx.ts'
import { makeClient, makeRoot } from '../support/roots.ts'
import { uncheckedRsaKey } from '../support/rsa-key.ts'
import { run, testWith } from '../support/tools.ts'

const root = makeRoot()
const jane = makeClient(root)
const content = { ...jane, chain: [root.certificate], friendlyName: 'jane', password: new Secret('Größe 🔑') }
const rsa = makeClient(root, { keyAlgorithm: 'rsa-2048' })
const pfx = makePfx(content, 'legacy', randomBytes)

/** Why it is refused. */
async function faultOf(bytes: Uint8Array, password: string | Secret = content.password): Promise<string> {
  const secret = typeof password === 'string' ? new Secret(password) : password
  return openPfx(bytes, secret).then(
    () => 'none',
    ({ fault }) => String(fault),
  )
}

describe('opening a PFX', () => {
  test.each(PFX_FORMATS)("gives the key's certificate: %s", async (format) => {
    const { certificate, x509, chain } = await openPfx(
      makePfx(content, format, randomBytes),
      content.password,
    )
    expect(Buffer.from(certificate)).toEqual(Buffer.from(jane.certificate))
    expect(x509.publicKey.equals(jane.publicKey)).toBe(true)
    expect(chain.map((der) => Buffer.from(der))).toEqual([Buffer.from(root.certificate)])
  })

  test.each(PFX_FORMATS)('says that the password is at fault: %s', async (format) => {
    const made = makePfx(content, format, randomBytes)
    for (const wrong of ['', 'größe 🔑', 'Größe 🔑 ']) {
      expect(await faultOf(made, wrong)).toBe('password')
    }
    await expect(openPfx(made, new Secret('x'))).rejects.toThrow('the password does not open the PFX')
  })

  test('says that the file is at fault', async () => {
    for (const bytes of [pfx.subarray(0, 200), new Uint8Array(), jane.certificate, Buffer.from('text')]) {
      expect(await faultOf(bytes)).toBe('no-pfx')
    }
  })

  test('refuses a key that does not belong to its certificate', async () => {
    const foreign = { ...content, privateKey: makeClient(root).privateKey }
    expect(await faultOf(makePfx(foreign, 'legacy', randomBytes))).toBe('key-mismatch')
  })

  test('refuses a private key that has the right public key and signs something else', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const numbers = privateKey.export({ format: 'jwk' })
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
    const broken = uncheckedRsaKey({ ...other, n: numbers.n, e: numbers.e })
    const keyPair = { privateKey: broken, publicKey: createPublicKey(privateKey) }
    const client = makeClient(root, { keyAlgorithm: 'rsa-2048' }, keyPair)
    expect(await faultOf(makePfx({ ...content, ...client }, 'modern', randomBytes))).toBe('key-mismatch')
    const whole = makeClient(root, { keyAlgorithm: 'rsa-2048' }, { ...keyPair, privateKey })
    expect(await faultOf(makePfx({ ...content, ...whole }, 'modern', randomBytes))).toBe('none')
  })

  test.each(['p', 'q', 'dp', 'dq', 'qi'] as const)(
    'refuses an RSA key whose %s is wrong, which OpenSSL does without',
    async (name) => {
      const numbers = rsa.privateKey.export({ format: 'jwk' })
      const number = Buffer.from(numbers[name] ?? '', 'base64url')
      number[20] = (number[20] ?? 0) ^ 1
      const privateKey = uncheckedRsaKey({ ...numbers, [name]: number.toString('base64url') })
      const broken = { ...content, ...rsa, privateKey }
      const refused = openPfx(makePfx(broken, 'modern', randomBytes), content.password)
      await expect(refused).rejects.toThrow('the numbers of the RSA key do not belong together')
    },
  )

  test('never says the password, whatever is wrong', async () => {
    const error = await openPfx(pfx, new Secret('hunter2-hunter2')).catch((refusal) => refusal)
    expect(error).toBeInstanceOf(UserError)
    expect(String(error) + String(error.cause)).not.toContain('hunter2')
  })

  test('ends with our error on any damage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(pfx.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Uint8Array.from(pfx)
        damaged[at] = (damaged[at] ?? 0) ^ change
        const result = await openPfx(damaged, content.password).catch((error) => error)
        if (!('x509' in result)) expect(result).toBeInstanceOf(UserError)
      }),
      { numRuns: 150 },
    )
  })
})

/** In a folder of its own: a P-256 key and its certificate, and what the commands make of them. */
function shell(...lines: readonly string[]): (file: string) => Uint8Array {
  const folder = temporaryFolder()
  const key = 'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj /CN=x'
  const script = [`${key} -keyout key.pem -out crt.pem 2>/dev/null`, ...lines].join('\n')
  const { status, stderr } = run('sh', ['-ec', `cd ${folder}\n${script}`])
  if (status !== 0) throw new Error(stderr)
  return (file) => readFileSync(join(folder, file))
}

const EXPORT = 'openssl pkcs12 -export -passout pass:abcdef -out out.pfx'
const PAIR = '-inkey key.pem -in crt.pem'

const REQUEST = 'openssl req -x509 -noenc -subj /CN=x -keyout key.pem -out crt.pem 2>/dev/null'
const SECP256K1 = `${REQUEST} -newkey ec -pkeyopt ec_paramgen_curve:secp256k1`
const RSA_1024 = `${REQUEST} -newkey rsa:1024`
const KEY_CERT_SIGN = `${REQUEST} -newkey rsa:2048 -addext keyUsage=keyCertSign`

describe('a PFX of another program', () => {
  const openAll = async (bytes: Uint8Array): Promise<OpenedPfx> => openPfx(bytes, new Secret('abcdef'))

  testWith('openssl').each([
    ['no key', `${EXPORT} -nokeys -in crt.pem`, 'no-key'],
    ['no certificate', `${EXPORT} -nocerts -inkey key.pem 2>/dev/null`, 'key-mismatch'],
    ['no MAC', `${EXPORT} ${PAIR} -nomac`, 'no-mac'],
    ['RC2', `${EXPORT} ${PAIR} -legacy -certpbe PBE-SHA1-RC2-40 -macalg sha1`, 'old-cipher'],
    ['single DES', `${EXPORT} ${PAIR} -legacy -keypbe PBE-MD5-DES -macalg sha1`, 'old-cipher'],
    [
      'a key that is no PFX',
      'openssl pkcs8 -topk8 -in key.pem -outform der -passout pass:a -out out.pfx',
      'no-pfx',
    ],
    ['PEM', 'cp crt.pem out.pfx', 'no-pfx'],
    ['a curve of no browser', `${SECP256K1}\n${EXPORT} ${PAIR}`, 'key-cannot-sign'],
    ['a small old key', `${RSA_1024}\n${EXPORT} ${PAIR}`, 'none'],
    ['a certificate that may only sign others', `${KEY_CERT_SIGN}\n${EXPORT} ${PAIR}`, 'none'],
    ['100,000 iterations', `${EXPORT} ${PAIR} -iter 100000`, 'none'],
  ])('with %s is recognized', async (_, script, fault) => {
    expect(await faultOf(shell(script)('out.pfx'), 'abcdef')).toBe(fault)
  })

  testWith('openssl', 'certtool').each(['aes-256', '3des-pkcs12'])('is read: GnuTLS, %s', async (cipher) => {
    const args = `--outder --password abcdef --p12-name x --pkcs-cipher ${cipher} --outfile out.pfx`
    const file = shell(
      `certtool --to-p12 --load-privkey key.pem --load-certificate crt.pem ${args} 2>/dev/null`,
    )
    expect((await openAll(file('out.pfx'))).x509.subject).toBe('CN=x')
  })

  testWith('openssl', 'pk12util')('is read: NSS', async () => {
    const import_ =
      'mkdir db\ncertutil -N -d sql:db --empty-password\npk12util -i out.pfx -W abcdef -K "" -d sql:db'
    const file = shell(
      `${EXPORT} ${PAIR} -name x`,
      import_,
      'pk12util -o nss.pfx -n x -W abcdef -K "" -d sql:db',
    )
    expect((await openAll(file('nss.pfx'))).x509.subject).toBe('CN=x')
  })

  testWith('openssl', 'keytool')('is read: Java, of today; and the RC2 of old ones is named', async () => {
    const make = '-genkeypair -keyalg EC -alias a -dname CN=j -storetype PKCS12 -storepass abcdef 2>/dev/null'
    const file = shell(
      `keytool ${make} -keystore java.pfx`,
      `keytool -J-Dkeystore.pkcs12.legacy ${make} -keystore old.pfx`,
    )
    expect((await openAll(file('java.pfx'))).x509.subject).toBe('CN=j')
    expect(await faultOf(file('old.pfx'), 'abcdef')).toBe('old-cipher')
  })
})
