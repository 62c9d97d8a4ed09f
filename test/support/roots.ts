// Roots and users' certificates for tests: elliptic curves, because their keys cost nothing.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Asn1 } from '../../src/x509/asn1.ts'
import {
  type Issuer,
  signCertificate,
  signClientCertificate,
  signRootCertificate,
} from '../../src/x509/certificate.ts'
import { keyIdentifierOf } from '../../src/x509/identifiers.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { generateKeyPairSync, type KeyPair } from '../../src/x509/key-pair.ts'
import { encodeName } from '../../src/x509/name.ts'
import { decodePem } from '../../src/x509/pem.ts'
import { type CertificatePlan, type RootPlan, rootExtensions } from '../../src/x509/profile.ts'
import type { UserKey } from '../../src/x509/user-key.ts'
import { temporaryFolder } from './folders.ts'
import { run } from './tools.ts'

export const ROOT_PLAN: RootPlan = {
  commonName: 'Contoso Root CA',
  organization: 'Größe & Söhne',
  serialNumber: '48efa06ba8127299499b069f133441b2',
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2035-12-31T23:59:59Z'),
  keyAlgorithm: 'ec-p256',
}

export const CLIENT_PLAN: CertificatePlan = {
  userPrincipalName: 'jane@yourdomain.com',
  serialNumber: '5a000000000000000000000000000001',
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2027-01-01T00:00:00Z'),
  keyAlgorithm: 'ec-p256',
  crlUrl: null,
}

export function makeRoot(plan: Partial<RootPlan> = {}): Issuer & KeyPair {
  const whole = { ...ROOT_PLAN, ...plan }
  const keyPair = generateKeyPairSync(whole.keyAlgorithm)
  return issuerOf(signRootCertificate(whole, keyPair), keyPair)
}

/** A root with one extension more than certstick gives it. */
export function makeRootWith(added: Asn1): ReturnType<typeof makeRoot> {
  return makeRootOf(encodeName([{ type: 'commonName', value: 'Odd Root CA' }]), [added])
}

/** A root of any name. @param name DER */
export function makeRootOf(name: Uint8Array, added: readonly Asn1[] = []): ReturnType<typeof makeRoot> {
  const keyPair = generateKeyPairSync('ec-p256')
  const publicKeyInfo = keyPair.publicKey.export({ type: 'spki', format: 'der' })
  const body = {
    serialNumber: ROOT_PLAN.serialNumber,
    issuer: name,
    validity: ROOT_PLAN,
    subject: name,
    publicKeyInfo,
    extensions: [...rootExtensions(keyIdentifierOf(publicKeyInfo)), ...added],
  }
  return issuerOf(signCertificate(body, keyPair.privateKey), keyPair)
}

/** @param certificate DER */
export function issuerOf(certificate: Uint8Array, keyPair: KeyPair): Issuer & KeyPair {
  return { certificate, facts: inspectCertificate(certificate), ...keyPair }
}

export function makeClient(
  issuer: Issuer,
  plan: Partial<CertificatePlan> = {},
  given?: KeyPair,
): KeyPair & { certificate: Uint8Array } {
  const whole = { ...CLIENT_PLAN, ...plan }
  const keyPair = given ?? generateKeyPairSync(whole.keyAlgorithm)
  return { certificate: signClientCertificate(whole, writeDown(keyPair).publicKeyInfo, issuer), ...keyPair }
}

/** As OpenSSL does. */
export function writeDown({ publicKey, privateKey }: KeyPair): UserKey {
  return {
    publicKeyInfo: publicKey.export({ type: 'spki', format: 'der' }),
    privateKeyInfo: privateKey.export({ type: 'pkcs8', format: 'der' }),
  }
}

/** For programs that read the clock themselves: from an hour ago, in whole seconds. */
export function oneYearFromNow(): Pick<CertificatePlan, 'notBefore' | 'notAfter'> {
  const start = Math.floor(Date.now() / 1000) * 1000 - 3_600_000
  return { notBefore: new Date(start), notAfter: new Date(start + 365 * 86_400_000) }
}

/** A root as `openssl req -x509` makes it, ten years from today; P-256, unless the options say which key. */
export function makeOpensslRoot(...options: readonly string[]): Issuer & { publicKey: KeyObject } {
  const folder = temporaryFolder()
  const [key, certificate] = [join(folder, 'rootCA.key'), join(folder, 'rootCA.crt')]
  const newKey = options.includes('-newkey') ? [] : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  const usual = [...newKey, '-noenc', '-days', '3650']
  const args = ['req', '-x509', ...usual, '-keyout', key, '-out', certificate, ...options]
  const result = run('openssl', args)
  if (result.status !== 0) throw new Error(result.stderr)
  const privateKey = createPrivateKey(readFileSync(key))
  const [block] = decodePem(readFileSync(certificate, 'utf8'))
  if (block === undefined) throw new Error('openssl wrote no certificate')
  return issuerOf(block.der, { privateKey, publicKey: createPublicKey(privateKey) })
}
