// Ledger events for tests: serial numbers by number, one moment for all.
import type {
  Intended,
  Issued,
  LedgerEvent,
  LedgerState,
  Revoked,
  Superseded,
} from '../../src/authority/ledger.ts'
import { copyEntry } from '../../src/authority/ledger-entries.ts'

const AT = '2026-03-01T10:00:00Z'

/** Sixteen bytes, as certstick draws them. */
export function serialOf(number: number): string {
  return `4a${number.toString(16).padStart(30, '0')}`
}

export function intended(number: number, changes: Partial<Intended> = {}): Intended {
  return {
    event: 'intended',
    at: AT,
    serialNumber: serialOf(number),
    userPrincipalName: `user${number}@contoso.com`,
    device: `LAPTOP-${number}`,
    name: `LAPTOP-${number}`,
    notAfter: '2027-03-01T10:00:00Z',
    output: '/media',
    ...changes,
  }
}

export function issued(number: number, changes: Partial<Issued> = {}): Issued {
  return {
    ...intended(number),
    event: 'issued',
    thumbprint: number.toString(16).toUpperCase().padStart(40, '0'),
    notBefore: AT,
    answers: { template: 'entra-join', days: '365' },
    certificate: Buffer.from(`certificate ${number}`).toString('base64'),
    ...changes,
  }
}

export function superseded(number: number, by: number | null = null): Superseded {
  return {
    event: 'superseded',
    at: AT,
    serialNumber: serialOf(number),
    by: by === null ? null : serialOf(by),
  }
}

export function revoked(number: number, reason: Revoked['reason'] = 'keyCompromise'): Revoked {
  return { event: 'revoked', at: AT, serialNumber: serialOf(number), reason }
}

export function crl(crlNumber: number): LedgerEvent {
  return {
    event: 'crl',
    at: AT,
    crlNumber: `${crlNumber}`,
    thisUpdate: AT,
    nextUpdate: '2026-03-31T10:00:00Z',
  }
}

/** All that a state says, as plain values. */
export function copyState({ entries, lastCrl }: LedgerState) {
  return { entries: [...entries.values()].map(copyEntry), lastCrl }
}
