// Plans, creates and opens a root.
import { type KeyObject, X509Certificate } from 'node:crypto'
import { throwProblems, UserError } from '../errors.ts'
import { DAY_MS } from '../instant.ts'
import type { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'
import { signRootCertificate } from '../x509/certificate.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import type { KeyAlgorithm } from '../x509/key-algorithms.ts'
import { generateKeyPair } from '../x509/key-pair.ts'
import { encodePem } from '../x509/pem.ts'
import type { RootPlan } from '../x509/profile.ts'
import { drawSerialNumber } from '../x509/serial-number.ts'
import { signatureScheme } from '../x509/signature.ts'
import { type Authority, decodeRootCertificate, issuingCaOfKey, requireCurrent } from './root-certificate.ts'
import { checkPassphrase, decodeKey, encodeKey } from './root-key.ts'

/** A root that can sign: an `Issuer` of x509. Its key can be sent to worker threads. */
export interface SigningAuthority extends Authority {
  readonly privateKey: KeyObject
}

/** The defaults of a new root. */
export const ROOT_DEFAULTS = {
  commonName: 'certstick Root CA',
  organization: null,
  keyAlgorithm: 'rsa-4096',
} as const

const ROOT_YEARS = 10
/** The clock of a device in Setup may be off by its time zone, and the root must be valid then too. */
const BACKDATED_MS = DAY_MS

export interface RootChoice {
  readonly commonName: string
  readonly organization: string | null
  readonly keyAlgorithm: KeyAlgorithm
}

export function planRoot(choice: RootChoice, now: Date, random: RandomBytes): RootPlan {
  const { commonName, organization, keyAlgorithm } = choice
  const notBefore = new Date(Math.floor((now.getTime() - BACKDATED_MS) / 1000) * 1000)
  const notAfter = new Date(notBefore)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + ROOT_YEARS)
  return {
    commonName,
    organization,
    keyAlgorithm,
    serialNumber: drawSerialNumber(random),
    notBefore,
    notAfter,
  }
}

/** A new root: the PEM of both files, and the root ready to sign. */
export interface CreatedRoot {
  readonly certificate: string
  /** PKCS#8; with a passphrase, encrypted by AES-256-CBC. */
  readonly privateKey: string
  readonly authority: SigningAuthority
}

/**
 * @param passphrase null: rootCA.key is not encrypted
 * @throws UserError wrong-input: the passphrase could not open the key again
 */
export async function createRoot(plan: RootPlan, passphrase: Secret | null): Promise<CreatedRoot> {
  if (passphrase !== null) throwProblems('the passphrase cannot be used', checkPassphrase(passphrase))
  const pair = await generateKeyPair(plan.keyAlgorithm)
  const certificate = signRootCertificate(plan, pair)
  return {
    certificate: encodePem('CERTIFICATE', certificate),
    privateKey: encodeKey(pair.privateKey, passphrase),
    authority: { certificate, facts: inspectCertificate(certificate), privateKey: pair.privateKey },
  }
}

/**
 * Opens both files of a root for signing.
 * @throws UserError wrong-input: the message names the file and the problem; `BadPassphrase` where it is about the passphrase
 */
export function openRoot(
  files: { readonly certificate: Uint8Array; readonly privateKey: Uint8Array },
  passphrase: Secret | null,
  now: Date,
): SigningAuthority {
  const authority = decodeRootCertificate(files.certificate)
  requireCurrent(authority, now)
  const privateKey = decodeKey(files.privateKey, passphrase)
  requirePair(authority, privateKey, files.certificate)
  signatureScheme(privateKey) // throws for a kind of key that cannot sign for Windows
  return { ...authority, privateKey }
}

/**
 * @param file the content of rootCA.crt, which may have other certificates too
 * @throws UserError wrong-input: the key is of another certificate
 */
export function requirePair(
  { certificate }: Pick<Authority, 'certificate'>,
  privateKey: KeyObject,
  file = certificate,
): void {
  if (new X509Certificate(certificate).checkPrivateKey(privateKey)) return
  const issuing = issuingCaOfKey(file, privateKey)
  if (issuing !== null) throw issuing
  throw new UserError('wrong-input', 'rootCA.key does not belong to rootCA.crt', {
    hint: 'restore both files from the same copy of the CA folder',
  })
}
