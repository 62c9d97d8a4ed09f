// A ledger of many certificates, as years of use leave it: the lines of real ones, written without their signatures.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatLine } from '../../src/authority/ledger-lines.ts'
import { intended, issued, revoked } from './ledger-events.ts'

/** DER of an RSA-2048 certificate under an RSA-4096 root. */
const CERTIFICATE_BYTES = 1_350
const BATCH = 1_000

/** Adds so many certificates to the ledger of a CA folder, each with its intent, and revokes the last of them. */
export function appendLargeLedger(folder: string, counts: { issued: number; revoked: number }): void {
  const certificate = Buffer.alloc(CERTIFICATE_BYTES, 7).toString('base64')
  for (let first = 0; first < counts.issued; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, counts.issued - first) }, (_, i) => first + i)
    const lines = numbers.flatMap((number) => {
      const isRevoked = number >= counts.issued - counts.revoked
      const events = [intended(number), issued(number, { certificate })]
      return isRevoked ? [...events, revoked(number)] : events
    })
    appendFileSync(join(folder, 'ledger.jsonl'), lines.map(formatLine).join(''))
  }
}
