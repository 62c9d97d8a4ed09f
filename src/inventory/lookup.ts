// Finds all certificates that match a name. The caller asks which one is meant.
import type { Certificate } from './certificate.ts'
import type { Reader } from './reader.ts'

/** The number of digits that a narrow table shows of a serial number. */
const SHORT_SERIAL = /^[0-9a-f]{8,}$/i

/**
 * @param query a serial number (hex, also with colons as openssl prints it), a user principal name, a device or the name of an
 * output; if none of these matches, the first eight or more digits of serial numbers. Case is ignored
 * @returns newest first
 */
export function findCertificates(inventory: Reader, query: string): Certificate[] {
  const named = inventory.named(query)
  const own = inventory.find(serialNumberOf(query))
  const isNamed = named.some(({ serialNumber }) => serialNumber === own?.serialNumber)
  const found = own === null || isNamed ? named : [...named, own]
  const digits = query.trim()
  return found.length === 0 && SHORT_SERIAL.test(digits) ? inventory.beginning(digits.toLowerCase()) : found
}

/** As in the inventory. OpenSSL prints a leading zero byte, Windows does not. */
function serialNumberOf(text: string): string {
  const digits = text.trim().toLowerCase().replaceAll(/[:\s]/g, '')
  const hex = digits.replace(/^0x/, '').replace(/^0+/, '')
  return hex.length % 2 === 0 ? hex : `0${hex}`
}
