// The issuer's signature: chooses the algorithm for its key, and signs with node:crypto.
import { type KeyObject, sign } from 'node:crypto'
import { UserError } from '../errors.ts'
import { type Asn1, nullValue, objectIdentifier, sequence } from './asn1.ts'
import { keyAlgorithmName } from './key-pair.ts'
import { SIGNATURE_OIDS } from './oids.ts'

export interface SignatureScheme {
  /** The AlgorithmIdentifier. */
  readonly algorithm: Asn1
  sign(message: Uint8Array): Uint8Array
}

/** For each curve (by OpenSSL's name) the hash of matching length (RFC 5758 §3.2). */
const CURVE_SCHEMES: Readonly<Record<string, { hash: string; oid: string }>> = {
  prime256v1: { hash: 'sha256', oid: SIGNATURE_OIDS['ecdsa-with-SHA256'] },
  secp384r1: { hash: 'sha384', oid: SIGNATURE_OIDS['ecdsa-with-SHA384'] },
  secp521r1: { hash: 'sha512', oid: SIGNATURE_OIDS['ecdsa-with-SHA512'] },
}

/** The signature scheme of this key. @throws UserError wrong-input: Windows does not accept such a key for a root */
export function signatureScheme(privateKey: KeyObject): SignatureScheme {
  if (privateKey.asymmetricKeyType === 'rsa') {
    // RFC 4055 §5: the parameters are NULL
    const algorithm = sequence(objectIdentifier(SIGNATURE_OIDS.sha256WithRSAEncryption), nullValue())
    return { algorithm, sign: (message) => sign('sha256', message, privateKey) }
  }
  const scheme = CURVE_SCHEMES[privateKey.asymmetricKeyDetails?.namedCurve ?? '']
  if (privateKey.asymmetricKeyType !== 'ec' || scheme === undefined)
    throw new UserError(
      'wrong-input',
      `cannot sign with a root key of kind '${keyAlgorithmName(privateKey)}'`,
      {
        hint: 'use a root CA with an RSA key, or an EC key on P-256, P-384 or P-521',
      },
    )
  // RFC 5758 §3.2: the parameters are absent; RFC 3279 §2.2.3: r and s are a SEQUENCE
  const algorithm = sequence(objectIdentifier(scheme.oid))
  return { algorithm, sign: (message) => sign(scheme.hash, message, { key: privateKey, dsaEncoding: 'der' }) }
}
