// Imports a CRL that another tool created with this root: its number and its entries, so that the next CRL revokes no fewer
// certificates. Source: RFC 5280 §5.
import { UserError } from '../errors.ts'
import { formatInstant, type Instant } from '../instant.ts'
import type { RevocationReason } from '../inventory/reasons.ts'
import type { Writer } from '../inventory/writer.ts'
import { inspectCrl, type ReadRevocation, readRevocations } from './crl-reader.ts'
import { isCrlSignedBy } from './crl-signature.ts'
import { isOurs } from './own-crl.ts'
import type { Authority } from './root-certificate.ts'

export interface FoundCrl {
  readonly crlNumber: bigint | null
  readonly entries: readonly ReadRevocation[]
}

/** @param crl DER @throws UserError wrong-input: it is not a complete CRL of this root; the message follows the file's name */
export function readCrlOfRoot(crl: Uint8Array, root: Authority): FoundCrl {
  const { isComplete, crlNumber, ...facts } = inspectCrl(crl)
  if (!isOurs({ ...facts, isComplete, crlNumber }, root) || !isCrlSignedBy(crl, root.facts.publicKeyInfo))
    throw new UserError('wrong-input', 'is not a CRL of this root CA')
  if (!isComplete) throw new UserError('wrong-input', 'is a delta or indirect CRL; give the complete one')
  const entries = readRevocations(crl)
  const odd = entries.find(({ serialNumber }) => !isKeepable(serialNumber))
  if (odd === undefined) return { crlNumber, entries }
  throw new UserError('wrong-input', `revokes ${odd.serialNumber}, which cannot be a serial number`)
}

/** As the next CRL can write it: 1 to 20 bytes, not negative. */
export function isKeepable(serialNumber: string): boolean {
  return /^(?:[0-9a-f]{2}){1,20}$/.test(serialNumber)
}

/**
 * Of a certificate that the inventory does not have, only the serial number is known; no certificate outlives its root.
 * @returns how many certificates were added and revoked
 */
export function takeOverCrl(
  { entries }: FoundCrl,
  root: Authority,
  writer: Writer,
): { readonly certificates: number; readonly revocations: number } {
  const unknown = {
    thumbprint: null,
    notBefore: null,
    der: null,
    notAfter: formatInstant(root.facts.notAfter),
  }
  let [certificates, revocations] = [0, 0]
  for (const { serialNumber, reason, revokedAt } of entries) {
    const known = writer.inventory.find(serialNumber)
    if (known === null) {
      writer.import({ ...unknown, serialNumber, userPrincipalName: serialNumber, name: serialNumber })
      certificates++
    }
    if (takeOverRevocation(serialNumber, { reason, revokedAt: formatInstant(revokedAt) }, writer))
      revocations++
  }
  return { certificates, revocations }
}

/** A hold may become final. @returns false: the inventory has a revocation that stays */
export function takeOverRevocation(serialNumber: string, revocation: Revocation, writer: Writer): boolean {
  const known = writer.inventory.find(serialNumber)?.reason ?? null
  if (known !== null && (known !== 'certificateHold' || known === revocation.reason)) return false
  writer.revoke(serialNumber, revocation)
  return true
}

interface Revocation {
  readonly reason: RevocationReason
  readonly revokedAt: Instant
}
