// Reads the file of a CRL, and says whether it is of this root. Does not verify its signature.
import { UserError } from '../errors.ts'
import { authorityIdentifierOf } from '../x509/identifiers.ts'
import { type CrlFacts, decodeCrl, inspectCrl } from './crl-reader.ts'
import type { Authority } from './root-certificate.ts'
import { readSmallFile } from './store-files.ts'

/** Larger than any CRL in use: Entra ID accepts 20 MB at most. */
const LARGEST_BYTES = 1 << 28

/** Null: the file does not exist. @throws UserError failed: it cannot be read; wrong-input: it is too large */
export function readCrlFile(path: string): Buffer | null {
  return readSmallFile(path, LARGEST_BYTES)
}

export interface OwnCrl {
  /** DER. */
  readonly crl: Uint8Array
  readonly facts: CrlFacts
}

/** @param bytes PEM or DER @returns a text says why it is none, and follows the file's name */
export function readOwnCrl(bytes: Uint8Array, root: Pick<Authority, 'facts'>): OwnCrl | string {
  try {
    const crl = decodeCrl(bytes)
    const facts = inspectCrl(crl)
    return isOurs(facts, root) ? { crl, facts } : 'is the CRL of another CA'
  } catch (error) {
    if (error instanceof UserError) return `is not a CRL: ${error.message}`
    throw error
  }
}

/** Compares name and key, because two roots may have the same name. */
export function isOurs(
  { issuerDer, authorityKeyIdentifier }: CrlFacts,
  { facts }: Pick<Authority, 'facts'>,
): boolean {
  const key = Buffer.from(authorityIdentifierOf(facts)).toString('hex')
  return (
    Buffer.compare(issuerDer, facts.subjectDer) === 0 &&
    (authorityKeyIdentifier === null || authorityKeyIdentifier === key)
  )
}
