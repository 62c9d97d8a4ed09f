// Zips written header by header, so that they can lie. Source: APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16.
import { crc32, deflateRawSync } from 'node:zlib'

/** One entry; what is not given is as an honest zip has it. */
export interface RawEntry {
  readonly name: string
  /** Not compressed yet; empty where `packed` is given. */
  readonly content?: Uint8Array
  /** What lies in the zip, deflated or not. */
  readonly packed?: Uint8Array
  readonly method?: number
  readonly crc?: number
  readonly declaredSize?: number
  readonly flags?: number
  /** Upper half: the Unix mode. */
  readonly attributes?: number
  /** Lies at the place of the first entry. */
  readonly overlapping?: boolean
}

const DEFLATED = 8
const UNIX = 3

export function makeRawZip(entries: readonly RawEntry[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { name, content = new Uint8Array(), method = DEFLATED, flags = 0, attributes = 0 } = entry
    const packed = entry.packed ?? (method === DEFLATED ? deflateRawSync(content) : content)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0) // version needed
    shared.writeUInt16LE(flags, 2)
    shared.writeUInt16LE(method, 4)
    shared.writeUInt32LE(0x00210000, 6)
    shared.writeUInt32LE(entry.crc ?? crc32(content), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(entry.declaredSize ?? content.length, 18)
    shared.writeUInt16LE(Buffer.byteLength(name), 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(attributes >>> 0, 6)
    tail.writeUInt32LE(entry.overlapping === true ? 0 : offset, 10)
    central.push(Buffer.from([0x50, 0x4b, 1, 2, 20, UNIX]), shared, tail, Buffer.from(name))
    if (entry.overlapping === true) continue
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), packed])
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
