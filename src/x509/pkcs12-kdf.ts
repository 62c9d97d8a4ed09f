// Keys, IVs and MAC keys from a password, as PKCS#12 does it itself; modern PFX use it for the MAC only. What one PFX
// needs is derived together, because SHA-1 is hashed for several as quickly as for one. Source: RFC 7292 appendix B.
import { hash as hashOnce } from 'node:crypto'
import { repeatSha1 } from './sha1-lanes.ts'
import { LANES } from './sha1-program.ts'

/** Appendix B.3: what the bytes are for. */
const PURPOSES = { key: 1, iv: 2, mac: 3 } as const
const BLOCK_BYTES = 64 // v of appendix B.2, for both hashes
const DIGEST_BYTES = { sha1: 20, sha256: 32 } as const

export interface DerivationRequest {
  readonly purpose: keyof typeof PURPOSES
  /** Bytes wanted. */
  readonly size: number
  readonly salt: Uint8Array
}

export interface DerivationParameters {
  readonly hash: keyof typeof DIGEST_BYTES
  readonly iterations: number
}

/** A password as PKCS#12 hashes it: UTF-16, big-endian, with a closing zero (appendix B.1). */
export function encodePassword(password: string): Uint8Array {
  return Buffer.from(`${password}\0`, 'utf16le').swap16()
}

/**
 * Appendix B.2, for each request.
 * @param password as `encodePassword` gives it
 */
export function deriveBytes(
  password: Uint8Array,
  requests: readonly DerivationRequest[],
  parameters: DerivationParameters,
): Buffer[] {
  const chains = requests.map(({ purpose, size, salt }) => ({
    size,
    diversifier: Buffer.alloc(BLOCK_BYTES, PURPOSES[purpose]),
    input: Buffer.concat([fillBlocks(salt), fillBlocks(password)]),
    output: [] as Buffer[],
  }))
  const digestBytes = DIGEST_BYTES[parameters.hash]
  for (let open = chains; open.length > 0; ) {
    const together = open.slice(0, LANES) // the rest goes with those that need one more digest
    const messages = together.map(({ diversifier, input }) => Buffer.concat([diversifier, input]))
    const digests = hashChains(messages, parameters)
    for (const [index, { input, output }] of together.entries()) {
      const digest = digests[index] as Buffer
      output.push(digest)
      addToBlocks(input, digest)
    }
    open = open.filter(({ output, size }) => output.length * digestBytes < size)
  }
  return chains.map(({ output, size }) => Buffer.concat(output).subarray(0, size))
}

function hashChains(messages: readonly Uint8Array[], { hash, iterations }: DerivationParameters): Buffer[] {
  const digests = messages.map((message) => hashOnce(hash, message, 'buffer'))
  if (hash === 'sha1') {
    repeatSha1(digests, iterations - 1)
    return digests
  }
  return digests.map((first) => {
    let digest = first
    for (let i = 1; i < iterations; i++) digest = hashOnce(hash, digest, 'buffer')
    return digest
  })
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
      carry += (blocks[start + i] ?? 0) + (addend[i] ?? 0)
      blocks[start + i] = carry & 0xff
      carry >>= 8
    }
  }
}
