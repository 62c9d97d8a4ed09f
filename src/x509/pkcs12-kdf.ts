// Keys, IVs and MAC keys from a password, as PKCS#12 does it itself; modern PFX use it for the MAC only.
// Source: RFC 7292 appendix B.
import { hash as hashOnce } from 'node:crypto'
import { repeatSha1 } from './sha1-chain.ts'

/** Appendix B.3: what the bytes are for. */
const PURPOSES = { key: 1, iv: 2, mac: 3 } as const
const BLOCK_BYTES = 64 // v of appendix B.2, for both hashes

export interface DerivationParameters {
  readonly hash: 'sha1' | 'sha256'
  readonly salt: Uint8Array
  readonly iterations: number
}

/** A password as PKCS#12 hashes it: UTF-16, big-endian, with a closing zero (appendix B.1). */
export function encodePassword(password: string): Uint8Array {
  return Buffer.from(`${password}\0`, 'utf16le').swap16()
}

/**
 * Appendix B.2.
 * @param password as `encodePassword` gives it
 * @param size bytes wanted
 */
export function deriveBytes(
  password: Uint8Array,
  request: { readonly purpose: keyof typeof PURPOSES; readonly size: number },
  parameters: DerivationParameters,
): Buffer {
  const diversifier = Buffer.alloc(BLOCK_BYTES, PURPOSES[request.purpose])
  const input = Buffer.concat([fillBlocks(parameters.salt), fillBlocks(password)])
  const output: Buffer[] = []
  for (let size = 0; size < request.size; ) {
    const hash = hashChain(Buffer.concat([diversifier, input]), parameters)
    output.push(hash)
    size += hash.length
    if (size < request.size) addToBlocks(input, hash)
  }
  return Buffer.concat(output).subarray(0, request.size)
}

function hashChain(message: Uint8Array, { hash, iterations }: DerivationParameters): Buffer {
  let digest = hashOnce(hash, message, 'buffer')
  if (hash === 'sha1') repeatSha1(digest, iterations - 1)
  else for (let i = 1; i < iterations; i++) digest = hashOnce(hash, digest, 'buffer')
  return digest
}

/** Copies, one after the other, up to whole blocks; the last is cut. */
function fillBlocks(bytes: Uint8Array): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES, bytes)
}

/** Step 6C: every block becomes itself plus the repeated hash plus one, as big-endian numbers that may overflow. */
function addToBlocks(blocks: Buffer, hash: Buffer): void {
  const addend = Buffer.alloc(BLOCK_BYTES, hash)
  for (let start = 0; start < blocks.length; start += BLOCK_BYTES) {
    let carry = 1
    for (let i = BLOCK_BYTES - 1; i >= 0; i--) {
      carry += blocks.readUInt8(start + i) + addend.readUInt8(i)
      blocks.writeUInt8(carry & 0xff, start + i)
      carry >>= 8
    }
  }
}
