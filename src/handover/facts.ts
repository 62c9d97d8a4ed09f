// Facts about certificate and root, for the texts of a hand-over.
import { formatDay, formatInstant } from '../instant.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { formatName } from '../x509/name.ts'
import type { Handover } from './handover.ts'

export interface HandoverFacts {
  /** SHA-1, upper-case hex, as Windows shows it. */
  readonly thumbprint: string
  readonly serialNumber: string
  /** The last day, as `2026-11-22`, UTC. */
  readonly validUntil: string
  /** One line, safe to show. */
  readonly rootName: string
  /** ISO 8601, UTC. */
  readonly rootExpires: string
  readonly rootThumbprint: string
}

/** @throws UserError wrong-input: one of them is not a certificate */
export function handoverFacts({ certificate, root }: Handover): HandoverFacts {
  const leaf = inspectCertificate(certificate)
  const issuer = inspectCertificate(root)
  return {
    thumbprint: thumbprint(certificate),
    serialNumber: leaf.serialNumber,
    validUntil: formatDay(leaf.notAfter),
    rootName: formatName(issuer.subjectDer),
    rootExpires: formatInstant(issuer.notAfter),
    rootThumbprint: thumbprint(root),
  }
}

/** How the steps of a hand-over begin. */
export function certificateLines(handover: Handover): string[] {
  const { thumbprint, validUntil, rootThumbprint } = handoverFacts(handover)
  return [
    `The sign-in certificate of ${handover.userPrincipalName}`,
    `Thumbprint ${thumbprint}, valid until ${validUntil}`,
    `Thumbprint of the root ${rootThumbprint}`,
    '',
  ]
}
