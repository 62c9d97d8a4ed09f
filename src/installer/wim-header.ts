// The first 208 bytes of a WIM, ESD or SWM file: whether it is one, which part of how many, and where its XML is.
// Source: "Windows Imaging File Format (WIM)" (Microsoft, 2007), and wimlib's header.h for what came later.

export const WIM_HEADER_BYTES = 208

export interface WimHeader {
  /** The same in all parts of one split image; hex. */
  readonly guid: string
  /** From 1. */
  readonly part: number
  readonly parts: number
  readonly imageCount: number
  /** UTF-16 text. */
  readonly xml: WimRange
  /** Where the last of its tables ends: a shorter file was cut off. */
  readonly end: number
}

export interface WimRange {
  readonly offset: number
  readonly size: number
}

const MAGIC = Buffer.from('MSWIM\0\0\0')
/** FLAG_HEADER_WRITE_IN_PROGRESS. */
const WRITE_IN_PROGRESS = 0x40
/** RESHDR_FLAG_COMPRESSED, which the XML never has. */
const COMPRESSED = 0x04

/** Each takes 24 bytes: 7 of size, 1 of flags, 8 of offset, 8 of unpacked size. */
const TABLES = { lookup: 48, xml: 72, bootMetadata: 96, integrity: 124 } as const

/** A text says what is wrong; it follows the file's name. */
export function decodeWimHeader(bytes: Buffer): WimHeader | string {
  if (bytes.length < WIM_HEADER_BYTES) return 'is too short for a Windows image'
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return 'is not a Windows image'
  if (bytes.readUInt32LE(8) !== WIM_HEADER_BYTES) return 'has a header of an unknown size'
  if ((bytes.readUInt32LE(16) & WRITE_IN_PROGRESS) !== 0)
    return 'was never finished by the program that wrote it'
  const tables = Object.values(TABLES).map((at) => readRange(bytes, at))
  const ends = tables.map(({ offset, size }) => (size === 0 ? 0 : offset + size))
  const end = Math.max(WIM_HEADER_BYTES, ...ends)
  if (!Number.isSafeInteger(end)) return 'has a header with impossible positions'
  if (((bytes[TABLES.xml + 7] ?? 0) & COMPRESSED) !== 0) return 'has packed XML, which no Windows image has'
  const [part, parts] = [bytes.readUInt16LE(40), bytes.readUInt16LE(42)]
  if (part < 1 || part > parts) return `says that it is part ${part} of ${parts}`
  return {
    guid: bytes.toString('hex', 24, 40),
    part,
    parts,
    imageCount: bytes.readUInt32LE(44),
    xml: readRange(bytes, TABLES.xml),
    end,
  }
}

function readRange(bytes: Buffer, at: number): WimRange {
  const size = bytes.readUIntLE(at, 6) + (bytes[at + 6] ?? 0) * 2 ** 48
  return { offset: Number(bytes.readBigUInt64LE(at + 8)), size }
}
