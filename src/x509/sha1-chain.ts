// SHA-1 of SHA-1 of SHA-1 … : the inner loop of the PKCS#12 key derivation, where a call into node:crypto costs more
// than its hashing. A digest fits one block, so a step is one compression, and nothing is allocated on the way.
// One function of plain loops: measured, it is faster than smaller functions, and unrolled code compiles too slowly
// for one PFX. Source: FIPS 180-4 §6.1.2; `| 0` keeps numbers 32-bit integers, `as number` is an index in bounds.

const DIGEST_WORDS = 5
const DIGEST_BITS = 160
const BLOCK_WORDS = 16
const ROUNDS = 80

/** @param digest 20 bytes; replaced by its SHA-1, so many times over */
export function repeatSha1(digest: Buffer, times: number): void {
  const w = new Int32Array(ROUNDS)
  for (let i = 0; i < DIGEST_WORDS; i++) w[i] = digest.readInt32BE(4 * i)
  // §5.1.1: a one bit, zeros, and the length fill the block; the same in each step
  w[DIGEST_WORDS] = 1 << 31
  w[BLOCK_WORDS - 1] = DIGEST_BITS
  for (let step = 0; step < times; step++) {
    // §5.3.1, here and at the end
    let a = 0x67452301
    let b = 0xefcdab89 | 0
    let c = 0x98badcfe | 0
    let d = 0x10325476
    let e = 0xc3d2e1f0 | 0
    let next = 0
    let t = 0
    // §4.1.1 and §4.2.1: Ch, Parity, Maj, Parity, each with its constant
    for (; t < 20; t++) {
      if (t >= BLOCK_WORDS) expand(w, t)
      next = (((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + e + 0x5a827999 + (w[t] as number)) | 0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    for (; t < 40; t++) {
      next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + expand(w, t)) | 0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    for (; t < 60; t++) {
      next = (((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + e + (0x8f1bbcdc | 0) + expand(w, t)) | 0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    for (; t < ROUNDS; t++) {
      next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + (0xca62c1d6 | 0) + expand(w, t)) | 0
      e = d
      d = c
      c = (b << 30) | (b >>> 2)
      b = a
      a = next
    }
    w[0] = (a + 0x67452301) | 0
    w[1] = (b + 0xefcdab89) | 0
    w[2] = (c + 0x98badcfe) | 0
    w[3] = (d + 0x10325476) | 0
    w[4] = (e + 0xc3d2e1f0) | 0
  }
  for (let i = 0; i < DIGEST_WORDS; i++) digest.writeInt32BE(w[i] as number, 4 * i)
}

/** §6.1.2 step 1: the schedule's word `t`, kept for those that follow. */
function expand(w: Int32Array, t: number): number {
  const x = (w[t - 3] as number) ^ (w[t - 8] as number) ^ (w[t - 14] as number) ^ (w[t - 16] as number)
  const word = (x << 1) | (x >>> 31)
  w[t] = word
  return word
}
