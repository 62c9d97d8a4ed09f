// Opens and proves a PFX without the code that wrote it. The OpenSSL inside Node loads it as the identity of a TLS server: it
// checks the MAC, decrypts everything, and pairs key and certificate. In a TLS 1.3 handshake in memory the key then signs, and
// the certificate's public key verifies the signature.
import type { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { UserError, unlessRefused } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { readElement, readSequence, TAG } from './der-reader.ts'
import { contextOptions, type SignedIn, shakeHands, signIn } from './handshake.ts'
import { highestIterationCount } from './pfx-iterations.ts'
import { areNumbersSound, readPrivateKey } from './pfx-key.ts'

export interface OpenedPfx {
  /** The certificate of the key, DER. */
  readonly certificate: Uint8Array
  /** The same certificate, as OpenSSL reads it. */
  readonly x509: X509Certificate
  /** The other certificates, DER, in the order of the PFX. */
  readonly chain: readonly Uint8Array[]
  /** OpenSSL's code for refusing the certificate under the given root; null: it accepts it, or none was given. */
  readonly refusal: string | null
}

/** Why a PFX was refused. */
export type PfxFault =
  | 'password'
  | 'no-pfx'
  | 'no-mac'
  | 'no-key'
  | 'key-mismatch'
  | 'key-cannot-sign'
  | 'old-cipher'
  | 'too-many-iterations'
  | 'unreadable'

export class PfxRefusal extends UserError {
  readonly fault: PfxFault

  constructor(fault: PfxFault, message: string, details: { hint?: string; cause?: unknown } = {}) {
    super('wrong-input', message, details)
    this.fault = fault
  }
}

const MAXIMUM_ITERATIONS = 600_000 // Windows refuses more

/**
 * @param root DER: the PFX also signs in to a server that trusts this root only
 * @throws PfxRefusal: its fault tells whether the password or the file is wrong
 */
export async function openPfx(
  pfx: Uint8Array,
  password: Secret,
  root: Uint8Array | null = null,
): Promise<OpenedPfx> {
  const iterations = highestIterationCount(pfx)
  if (iterations > MAXIMUM_ITERATIONS) {
    const message = `the PFX cannot be read: it asks for ${iterations} iterations`
    const hint = `create it with at most ${MAXIMUM_ITERATIONS} iterations; Windows refuses more`
    throw new PfxRefusal('too-many-iterations', message, { hint })
  }
  if (lacksMac(pfx)) throw refusalOf(new Error('mac absent')) // OpenSSL 3.2 and later accepts such a PFX
  const { certificates, refusal } = await prove(openContext(pfx, password, root), root !== null)
  const [x509, ...chain] = certificates
  if (x509 === undefined) throw refusalOf(null, SIGNS_WRONG)
  if (x509.publicKey.asymmetricKeyType === 'rsa') {
    const key = readPrivateKey(pfx, password)
    if (key !== null && !areNumbersSound(key)) throw refusalOf(null, UNSOUND)
  }
  return { certificate: x509.raw, x509, chain: chain.map(({ raw }) => raw), refusal }
}

/** `PFX ::= SEQUENCE { version, authSafe, macData OPTIONAL }`; OpenSSL judges what is not DER. */
function lacksMac(pfx: Uint8Array): boolean {
  const [version, , mac] = unlessRefused(() => readSequence(readElement(pfx)), [])
  return version?.tag === TAG.integer && mac === undefined
}

function openContext(pfx: Uint8Array, password: Secret, root: Uint8Array | null): SecureContext {
  try {
    const options = contextOptions(root)
    return createSecureContext({ ...options, pfx: Buffer.from(pfx), passphrase: password.reveal() })
  } catch (cause) {
    throw refusalOf(cause)
  }
}

async function prove(context: SecureContext, signsIn: boolean): Promise<SignedIn> {
  try {
    return signsIn ? await signIn(context) : { certificates: await shakeHands(context), refusal: null }
  } catch (cause) {
    if (!signsIn) throw refusalOf(cause, SIGNS_WRONG)
    const { certificates } = await prove(context, false) // says what is wrong with the key, if that is the reason
    return { certificates, refusal: String((cause as NodeJS.ErrnoException).code ?? 'UNSPECIFIED') }
  }
}

interface Reason {
  readonly fault: PfxFault
  readonly message: string
  readonly hint?: string
}

const NO_PFX: Reason = { fault: 'no-pfx', message: 'this is not a PFX' }
const WRONG_PASSWORD: Reason = { fault: 'password', message: 'the password does not open the PFX' }
const CONVERT =
  'convert it: openssl pkcs12 -legacy -in OLD.pfx -noenc -out KEY.pem, then openssl pkcs12 -export -in KEY.pem -out NEW.pfx'

/** All reasons of OpenSSL and Node for refusing a PFX. Node 20 gives most of them as text only. */
const REASONS: Readonly<Record<string, Reason>> = {
  'mac verify failure': WRONG_PASSWORD,
  'bad decrypt': WRONG_PASSWORD, // if there is no MAC
  'mac absent': {
    fault: 'no-mac',
    message: 'the PFX is not protected by a password: it has no MAC',
    hint: 'rewrite it with openssl: pkcs12 -in OLD.pfx -noenc -out KEY.pem, then pkcs12 -export -in KEY.pem -out NEW.pfx',
  },
  'not enough data': NO_PFX,
  'wrong tag': NO_PFX,
  'header too long': NO_PFX,
  'too long': NO_PFX,
  'Unable to load private key from PFX data': { fault: 'no-key', message: 'the PFX contains no private key' },
  'Unable to load certificate from PFX data': {
    fault: 'key-mismatch',
    message: 'the PFX contains no certificate that belongs to its key',
  },
  'Unsupported PKCS12 PFX data': {
    fault: 'old-cipher',
    message: 'the PFX is encrypted with a cipher that is no longer supported, such as RC2',
    hint: CONVERT,
  },
  'no suitable signature algorithm': {
    fault: 'key-cannot-sign',
    message: 'browsers cannot sign in with this kind or size of key',
  },
}

/** For a handshake that failed for another reason: the private key is damaged, or is not the certificate's. */
const SIGNS_WRONG: Reason = {
  fault: 'key-mismatch',
  message: 'the signature of the PFX’s key does not match its certificate',
}

const UNSOUND: Reason = {
  fault: 'key-mismatch',
  message: 'the numbers of the RSA key do not belong together',
}

function refusalOf(cause: unknown, otherwise?: Reason): PfxRefusal {
  const { message = '', reason = message } = (cause ?? {}) as Partial<Error> & { readonly reason?: string }
  const { fault, hint, message: said } = REASONS[reason] ?? otherwise ?? unknownReason(reason)
  return new PfxRefusal(fault, said, { cause, ...(hint === undefined ? {} : { hint }) })
}

function unknownReason(reason: string): Reason {
  return { fault: 'unreadable', message: `the PFX cannot be read: ${reason}` }
}
