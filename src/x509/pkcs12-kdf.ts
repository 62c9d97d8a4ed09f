// PKCS#12's own derivation of keys, IVs and MAC keys from a password. A modern PFX uses it for the MAC only.
// Source: RFC 7292 appendix B.
import { hash as hashOnce } from 'node:crypto'

/** Appendix B.3: the purpose of the bytes. */
const PURPOSES = { key: 1, iv: 2, mac: 3 } as const
const BLOCK_BYTES = 64 // v of appendix B.2, for both hashes

export interface Derivation {
  readonly purpose: keyof typeof PURPOSES
  /** Number of bytes. */
  readonly size: number
  readonly hash: 'sha1' | 'sha256'
  readonly salt: Uint8Array
  readonly iterations: number
}

/** Appendix B.2. */
export function deriveBytes(password: string, derivation: Derivation): Buffer {
  const { purpose, size, hash, salt, iterations } = derivation
  const diversifier = Buffer.alloc(BLOCK_BYTES, PURPOSES[purpose])
  const input = Buffer.concat([fillBlocks(salt), fillBlocks(encodePassword(password))])
  let output = Buffer.of()
  while (output.length < size) {
    const digest = hashOnce(hash, Buffer.concat([diversifier, input]), 'buffer')
    // As a string of bytes, which is more than twice as fast in Node as a new Buffer each time.
    for (let i = 1; i < iterations; i++) digest.write(hashOnce(hash, digest, 'binary'), 'binary')
    output = Buffer.concat([output, digest])
    addToBlocks(input, digest)
  }
  return output.subarray(0, size)
}

/** UTF-16, big-endian, with a closing zero (appendix B.1). */
function encodePassword(password: string): Uint8Array {
  return Buffer.from(`${password}\0`, 'utf16le').swap16()
}

/** Repeats the bytes to fill whole blocks. */
function fillBlocks(bytes: Uint8Array): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES, bytes)
}

/** Step 6C: adds the repeated hash and one to every block, as big-endian numbers that may overflow. */
function addToBlocks(blocks: Buffer, hash: Buffer): void {
  const addend = Buffer.alloc(BLOCK_BYTES, hash)
  for (let start = 0; start < blocks.length; start += BLOCK_BYTES) {
    let carry = 1
    for (let i = BLOCK_BYTES - 1; i >= 0; i--) {
      carry += (blocks[start + i] ?? 0) + (addend[i] ?? 0)
      blocks[start + i] = carry & 0xff
      carry >>= 8
    }
  }
}
