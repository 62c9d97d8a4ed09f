// From when until when a certificate is valid.
import { DAY_MS } from '../instant.ts'

/** The clock of a device in Setup may be off by its time zone, and the certificate must be valid then too. */
const BACKDATED_MS = DAY_MS

/** Both ends inclusive, in whole seconds, as X.509 counts (RFC 5280 §4.1.2.5), and within the root's. */
export function planValidity(
  now: Date,
  days: number,
  root: { readonly notBefore: Date; readonly notAfter: Date },
) {
  const moment = Math.floor(now.getTime() / 1000) * 1000
  const start = Math.max(moment - BACKDATED_MS, root.notBefore.getTime())
  const end = moment + days * DAY_MS
  const shortened = end > root.notAfter.getTime()
  return { notBefore: new Date(start), notAfter: shortened ? root.notAfter : new Date(end), shortened }
}
