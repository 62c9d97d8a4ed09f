// Reads any X.509 certificate strictly. lint and verify judge its content. It shares no code with the encoder, so that it
// can check it. Source: RFC 5280 §4.1 and §4.2.
import { UserError } from '../errors.ts'
import {
  contextTag,
  type Element,
  expectTag,
  malformed,
  readElement,
  readElements,
  readSequence,
  TAG,
} from './der-reader.ts'
import {
  readBitString,
  readIntegerHex,
  readObjectIdentifier,
  readSmallInteger,
  readTime,
} from './der-values.ts'
import { type ExtensionFacts, readExtensions } from './inspect-extensions.ts'
import { readName } from './name.ts'

export interface CertificateFacts extends ExtensionFacts {
  /** Name, DER. */
  readonly subjectDer: Uint8Array
  /** Name, DER. */
  readonly issuerDer: Uint8Array
  /** Lower-case hex without a sign byte. */
  readonly serialNumber: string
  readonly notBefore: Date
  /** Inclusive. */
  readonly notAfter: Date
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array
  /** OID. */
  readonly signatureAlgorithm: string
  /** 1 to 3. */
  readonly version: number
}

/** @throws UserError wrong-input: not exactly one certificate in DER */
export function inspectCertificate(der: Uint8Array): CertificateFacts {
  try {
    return readCertificate(der)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError('wrong-input', `not an X.509 certificate: ${error.message}`, { cause: error })
  }
}

function readCertificate(der: Uint8Array): CertificateFacts {
  const outer = expectTag(readElement(der), TAG.sequence, 'a Certificate')
  const [tbs, algorithm, signature, ...more] = readElements(outer.content)
  readBitString(expectTag(signature, TAG.bitString, 'a signature'))
  if (more.length > 0) throw malformed('more after the signature')
  const fields = readSequence(tbs, 'a TBSCertificate')

  const version = fields[0]?.tag === contextTag(0, true) ? readVersion(fields.shift()) : 1
  const [serial, innerAlgorithm, issuer, validity, subject, publicKey, ...optional] = fields
  if (
    innerAlgorithm === undefined ||
    !Buffer.from(innerAlgorithm.der).equals(algorithm?.der ?? Buffer.alloc(0))
  )
    throw malformed('its two signature algorithms differ') // RFC 5280 §4.1.1.2
  const [type] = readSequence(innerAlgorithm, 'an AlgorithmIdentifier')
  const [notBefore, notAfter, ...moreTimes] = readSequence(validity, 'a Validity')
  if (moreTimes.length > 0) throw malformed('more than two times')

  return {
    version,
    serialNumber: readIntegerHex(expectTag(serial, TAG.integer, 'a serial number')),
    signatureAlgorithm: readObjectIdentifier(expectTag(type, TAG.objectIdentifier, 'an algorithm')),
    issuerDer: nameOf(issuer),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    subjectDer: nameOf(subject),
    publicKeyInfo: publicKeyInfoOf(publicKey),
    ...readExtensions(extensionsOf(optional, version)),
  }
}

function readVersion(element: Element | undefined): number {
  const [number, ...more] = readElements(element?.content ?? new Uint8Array())
  const version = number === undefined || more.length > 0 ? 0 : readSmallInteger(number) + 1
  if (version !== 2 && version !== 3) throw malformed('a version that is neither 2 nor 3')
  return version
}

function nameOf(element: Element | undefined): Uint8Array {
  const name = expectTag(element, TAG.sequence, 'a Name')
  readName(name.der)
  return name.der
}

function publicKeyInfoOf(element: Element | undefined): Uint8Array {
  const info = expectTag(element, TAG.sequence, 'a SubjectPublicKeyInfo')
  const [algorithm, key, ...more] = readElements(info.content)
  expectTag(algorithm, TAG.sequence, 'a public key algorithm')
  readBitString(expectTag(key, TAG.bitString, 'a public key'))
  if (more.length > 0) throw malformed('more after the public key')
  return info.der
}

/** issuerUniqueID [1] and subjectUniqueID [2] are ignored. Extensions [3] come last, in v3 only. */
function extensionsOf(optional: readonly Element[], version: number): readonly Element[] {
  const last = optional.at(-1)
  const others = last?.tag === contextTag(3, true) ? optional.slice(0, -1) : optional
  const unique = others.map(({ tag }) => tag)
  if (!['', '129', '130', '129,130'].includes(unique.join())) throw malformed('unknown fields')
  if (last === undefined || others.length === optional.length) return []
  if (version !== 3) throw malformed('extensions before version 3') // RFC 5280 §4.1.2.9
  return readSequence(readElement(last.content), 'Extensions')
}
