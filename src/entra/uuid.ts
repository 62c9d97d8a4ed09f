// Universally unique identifiers. Source: RFC 9562 §4, §5.4.
import type { RandomBytes } from '../world.ts'

/** A random one, as requests carry it. */
export function drawUuid(random: RandomBytes): string {
  return formatUuid(random(16), 4)
}

/** @param bytes the first sixteen count, but for the bits of version and variant */
export function formatUuid(bytes: Uint8Array, version: 4 | 8): string {
  const own = Buffer.from(bytes.subarray(0, 16))
  own.writeUInt8((own.readUInt8(6) & 0x0f) | (version << 4), 6)
  own.writeUInt8((own.readUInt8(8) & 0x3f) | 0x80, 8)
  return own.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
