// Finds the format of a PFX from the algorithm of its MAC, without decrypting anything. Source: RFC 7292 §4 and appendix A.
import { UserError } from '../errors.ts'
import { expectTag, readElement, readSequence, TAG } from './der-reader.ts'
import { readObjectIdentifier } from './der-values.ts'
import { PKCS12_OIDS } from './oids.ts'
import type { PfxFormat } from './pfx-formats.ts'

/**
 * `PFX ::= SEQUENCE { version, authSafe, macData { mac DigestInfo { AlgorithmIdentifier … } … } OPTIONAL }`
 * @returns `legacy` if the MAC uses SHA-1, which every reader knows; else `modern`
 * @throws UserError wrong-input: not a PFX with a MAC
 */
export function readPfxFormat(pfx: Uint8Array): PfxFormat {
  try {
    const [, , macData] = readSequence(readElement(pfx))
    const [mac] = readSequence(macData)
    const [digest] = readSequence(mac)
    const [algorithm] = readSequence(digest)
    const oid = readObjectIdentifier(expectTag(algorithm, TAG.objectIdentifier, 'a digest algorithm'))
    return oid === PKCS12_OIDS.sha1 ? 'legacy' : 'modern'
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError('wrong-input', `not a PFX with a password: ${error.message}`, { cause: error })
  }
}
