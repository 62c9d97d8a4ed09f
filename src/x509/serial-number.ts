// Generates serial numbers. The inventory ensures that none is used twice.
import type { RandomBytes } from '../world.ts'

const SERIAL_NUMBER_BYTES = 16 // at most 20, at least 64 random bits: RFC 5280 §4.1.2.2, CA/B BR §7.1

/**
 * 126 random bits as 32 lower-case hex digits. The top bit is clear and the next one set, so the number is positive,
 * never zero, and always sixteen bytes in DER: Entra's `<SR>` is these bytes reversed, without a sign byte.
 */
export function drawSerialNumber(random: RandomBytes): string {
  const bytes = Buffer.from(random(SERIAL_NUMBER_BYTES))
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0)
  return bytes.toString('hex')
}
