// Judges a root as verifiers do. Rules name what is wrong, without the key. With the key, OpenSSL gives its verdict too: a
// certificate is signed for the trial, signs in to a server in memory that trusts this root only, and is thrown away.
import type { KeyObject } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { systemReason, throwProblems } from '../errors.ts'
import { type Finding, isError } from '../finding.ts'
import type { RandomBytes } from '../world.ts'
import { type Issuer, signClientCertificate } from '../x509/certificate.ts'
import { contextOptions, signIn } from '../x509/handshake.ts'
import type { CertificateFacts } from '../x509/inspect.ts'
import { generateKeyPairSync } from '../x509/key-pair.ts'
import { encodePem } from '../x509/pem.ts'
import { drawSerialNumber } from '../x509/serial-number.ts'
import type { SigningAuthority } from './authority.ts'
import type { Authority } from './root-certificate.ts'
import { OTHER_ROOT, rootFinding } from './root-finding.ts'
import { lintRoot, rootProblems } from './root-rules.ts'

interface Circumstances {
  readonly now: Date
  readonly random: RandomBytes
}

/**
 * Everything that is wrong with a root, the most severe first. An error: no certificate of it can sign in.
 * @param root with its key, OpenSSL gives its verdict too
 */
export async function judgeRoot(
  root: Authority & { readonly privateKey?: KeyObject },
  circumstances: Circumstances,
): Promise<readonly Finding[]> {
  const { certificate, facts, privateKey } = root
  const findings = lintRoot(facts, circumstances.now)
  if (privateKey === undefined || findings.some(isError)) return findings
  const refusal = await tryRoot({ certificate, privateKey, facts }, facts, circumstances)
  if (refusal === null) return findings
  const message = `OpenSSL refuses its certificates (${refusal}), and other verifiers may refuse them too`
  return [rootFinding('error', 'root-refused', message, OTHER_ROOT), ...findings]
}

/** @throws UserError wrong-input: no certificate of this root can sign in */
export async function requireAccepted(root: SigningAuthority, circumstances: Circumstances): Promise<void> {
  const problems = rootProblems(await judgeRoot(root, circumstances))
  throwProblems('nothing was signed, because the certificates of this root CA would be refused', problems)
}

/** @returns OpenSSL's code for refusing a certificate of this root; null: it accepts it */
async function tryRoot(
  issuer: Issuer,
  { notBefore, notAfter }: CertificateFacts,
  { random }: Circumstances,
): Promise<string | null> {
  const { privateKey, publicKey } = generateKeyPairSync('ec-p256')
  const plan = {
    userPrincipalName: 'user@example.com',
    serialNumber: drawSerialNumber(random),
    notBefore,
    notAfter,
    keyAlgorithm: 'ec-p256',
    crlUrl: null,
  } as const
  const leaf = signClientCertificate(plan, publicKey.export({ type: 'spki', format: 'der' }), issuer)
  const identity = {
    cert: encodePem('CERTIFICATE', leaf),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  }
  try {
    const context = createSecureContext({ ...contextOptions(issuer.certificate), ...identity })
    return (await signIn(context)).refusal
  } catch (error) {
    return systemReason(error) // OpenSSL cannot even load them
  }
}
