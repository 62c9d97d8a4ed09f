// Finds certificates by what an administrator calls them. All matches: which one was meant is for the caller to ask.
import type { Certificate } from './certificate.ts'
import type { Reader } from './reader.ts'

/** So many digits of a serial number are shown where there is no room for all. */
const SHORT_SERIAL = /^[0-9a-f]{8,}$/i

/**
 * @param query a serial number (hex of any case, also with colons as openssl prints it), a user principal name, a device or the
 * name of an output, in any case; where there is none of these, the first eight or more digits of serial numbers
 * @returns the newest first
 */
export function findCertificates(inventory: Reader, query: string): Certificate[] {
  const named = inventory.named(query)
  const own = inventory.find(serialNumberOf(query))
  const isNamed = named.some(({ serialNumber }) => serialNumber === own?.serialNumber)
  const found = own === null || isNamed ? named : [...named, own]
  const digits = query.trim()
  return found.length === 0 && SHORT_SERIAL.test(digits) ? inventory.beginning(digits.toLowerCase()) : found
}

/** As the inventory has it: OpenSSL prints a leading zero byte, and Windows none. */
function serialNumberOf(text: string): string {
  const digits = text.trim().toLowerCase().replaceAll(/[:\s]/g, '')
  const hex = digits.replace(/^0x/, '').replace(/^0+/, '')
  return hex.length % 2 === 0 ? hex : `0${hex}`
}
