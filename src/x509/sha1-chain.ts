// SHA-1 of SHA-1 of SHA-1 … : the inner loop of the PKCS#12 key derivation, where a call into node:crypto costs more
// than its hashing. A digest fits one block, so a step is one compression, and nothing is allocated on the way.
// The rounds are written out, because loops over an array take three times as long: 4.5 ms a PFX instead of 1.5.
// Source: FIPS 180-4 §6.1.2; `| 0` keeps every number a 32-bit integer.

const DIGEST_WORDS = 5
const DIGEST_BITS = 160

/** @param digest 20 bytes; replaced by its SHA-1, so many times over */
export function repeatSha1(digest: Buffer, times: number): void {
  const words = new Int32Array(DIGEST_WORDS)
  for (let i = 0; i < DIGEST_WORDS; i++) words[i] = digest.readInt32BE(4 * i)
  for (let step = 0; step < times; step++) compress(words)
  for (let i = 0; i < DIGEST_WORDS; i++) digest.writeInt32BE(words[i] as number, 4 * i)
}

/**
 * Replaces a digest by its digest. A round adds to the word that the standard would move into place next, so none is
 * moved: the letters turn instead. The schedule is the sixteen words that are still needed, each made in its round.
 */
// biome-ignore format: one line a round, and one for its word of the schedule, lets the eye check them
function compress(words: Int32Array): void {
  // §5.1.1: after the message a one bit, zeros, and its length
  let w0 = words[0] as number, w1 = words[1] as number, w2 = words[2] as number, w3 = words[3] as number
  let w4 = words[4] as number, w5 = 1 << 31, w6 = 0, w7 = 0, w8 = 0, w9 = 0
  let w10 = 0, w11 = 0, w12 = 0, w13 = 0, w14 = 0, w15 = DIGEST_BITS
  // §5.3.1, here and at the end
  let a = 0x67452301, b = 0xefcdab89 | 0, c = 0x98badcfe | 0, d = 0x10325476, e = 0xc3d2e1f0 | 0

  // Rounds 0 to 19: Ch (§4.1.1) and its constant (§4.2.1)
  e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + w0) | 0; b = (b << 30) | (b >>> 2)
  d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + 0x5a827999 + w1) | 0; a = (a << 30) | (a >>> 2)
  c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + 0x5a827999 + w2) | 0; e = (e << 30) | (e >>> 2)
  b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + 0x5a827999 + w3) | 0; d = (d << 30) | (d >>> 2)
  a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + 0x5a827999 + w4) | 0; c = (c << 30) | (c >>> 2)
  e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + w5) | 0; b = (b << 30) | (b >>> 2)
  d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + 0x5a827999 + w6) | 0; a = (a << 30) | (a >>> 2)
  c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + 0x5a827999 + w7) | 0; e = (e << 30) | (e >>> 2)
  b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + 0x5a827999 + w8) | 0; d = (d << 30) | (d >>> 2)
  a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + 0x5a827999 + w9) | 0; c = (c << 30) | (c >>> 2)
  e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + w10) | 0; b = (b << 30) | (b >>> 2)
  d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + 0x5a827999 + w11) | 0; a = (a << 30) | (a >>> 2)
  c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + 0x5a827999 + w12) | 0; e = (e << 30) | (e >>> 2)
  b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + 0x5a827999 + w13) | 0; d = (d << 30) | (d >>> 2)
  a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + 0x5a827999 + w14) | 0; c = (c << 30) | (c >>> 2)
  e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + w15) | 0; b = (b << 30) | (b >>> 2)
  w0 ^= w13 ^ w8 ^ w2; w0 = (w0 << 1) | (w0 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + 0x5a827999 + w0) | 0; a = (a << 30) | (a >>> 2)
  w1 ^= w14 ^ w9 ^ w3; w1 = (w1 << 1) | (w1 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + 0x5a827999 + w1) | 0; e = (e << 30) | (e >>> 2)
  w2 ^= w15 ^ w10 ^ w4; w2 = (w2 << 1) | (w2 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + 0x5a827999 + w2) | 0; d = (d << 30) | (d >>> 2)
  w3 ^= w0 ^ w11 ^ w5; w3 = (w3 << 1) | (w3 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + 0x5a827999 + w3) | 0; c = (c << 30) | (c >>> 2)

  // Rounds 20 to 39: Parity (§4.1.1) and its constant (§4.2.1)
  w4 ^= w1 ^ w12 ^ w6; w4 = (w4 << 1) | (w4 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + w4) | 0; b = (b << 30) | (b >>> 2)
  w5 ^= w2 ^ w13 ^ w7; w5 = (w5 << 1) | (w5 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0x6ed9eba1 + w5) | 0; a = (a << 30) | (a >>> 2)
  w6 ^= w3 ^ w14 ^ w8; w6 = (w6 << 1) | (w6 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0x6ed9eba1 + w6) | 0; e = (e << 30) | (e >>> 2)
  w7 ^= w4 ^ w15 ^ w9; w7 = (w7 << 1) | (w7 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0x6ed9eba1 + w7) | 0; d = (d << 30) | (d >>> 2)
  w8 ^= w5 ^ w0 ^ w10; w8 = (w8 << 1) | (w8 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0x6ed9eba1 + w8) | 0; c = (c << 30) | (c >>> 2)
  w9 ^= w6 ^ w1 ^ w11; w9 = (w9 << 1) | (w9 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + w9) | 0; b = (b << 30) | (b >>> 2)
  w10 ^= w7 ^ w2 ^ w12; w10 = (w10 << 1) | (w10 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0x6ed9eba1 + w10) | 0; a = (a << 30) | (a >>> 2)
  w11 ^= w8 ^ w3 ^ w13; w11 = (w11 << 1) | (w11 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0x6ed9eba1 + w11) | 0; e = (e << 30) | (e >>> 2)
  w12 ^= w9 ^ w4 ^ w14; w12 = (w12 << 1) | (w12 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0x6ed9eba1 + w12) | 0; d = (d << 30) | (d >>> 2)
  w13 ^= w10 ^ w5 ^ w15; w13 = (w13 << 1) | (w13 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0x6ed9eba1 + w13) | 0; c = (c << 30) | (c >>> 2)
  w14 ^= w11 ^ w6 ^ w0; w14 = (w14 << 1) | (w14 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + w14) | 0; b = (b << 30) | (b >>> 2)
  w15 ^= w12 ^ w7 ^ w1; w15 = (w15 << 1) | (w15 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0x6ed9eba1 + w15) | 0; a = (a << 30) | (a >>> 2)
  w0 ^= w13 ^ w8 ^ w2; w0 = (w0 << 1) | (w0 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0x6ed9eba1 + w0) | 0; e = (e << 30) | (e >>> 2)
  w1 ^= w14 ^ w9 ^ w3; w1 = (w1 << 1) | (w1 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0x6ed9eba1 + w1) | 0; d = (d << 30) | (d >>> 2)
  w2 ^= w15 ^ w10 ^ w4; w2 = (w2 << 1) | (w2 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0x6ed9eba1 + w2) | 0; c = (c << 30) | (c >>> 2)
  w3 ^= w0 ^ w11 ^ w5; w3 = (w3 << 1) | (w3 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + w3) | 0; b = (b << 30) | (b >>> 2)
  w4 ^= w1 ^ w12 ^ w6; w4 = (w4 << 1) | (w4 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0x6ed9eba1 + w4) | 0; a = (a << 30) | (a >>> 2)
  w5 ^= w2 ^ w13 ^ w7; w5 = (w5 << 1) | (w5 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0x6ed9eba1 + w5) | 0; e = (e << 30) | (e >>> 2)
  w6 ^= w3 ^ w14 ^ w8; w6 = (w6 << 1) | (w6 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0x6ed9eba1 + w6) | 0; d = (d << 30) | (d >>> 2)
  w7 ^= w4 ^ w15 ^ w9; w7 = (w7 << 1) | (w7 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0x6ed9eba1 + w7) | 0; c = (c << 30) | (c >>> 2)

  // Rounds 40 to 59: Maj (§4.1.1) and its constant (§4.2.1), which is negative as 32 bits
  w8 ^= w5 ^ w0 ^ w10; w8 = (w8 << 1) | (w8 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) - 0x70e44324 + w8) | 0; b = (b << 30) | (b >>> 2)
  w9 ^= w6 ^ w1 ^ w11; w9 = (w9 << 1) | (w9 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) - 0x70e44324 + w9) | 0; a = (a << 30) | (a >>> 2)
  w10 ^= w7 ^ w2 ^ w12; w10 = (w10 << 1) | (w10 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) - 0x70e44324 + w10) | 0; e = (e << 30) | (e >>> 2)
  w11 ^= w8 ^ w3 ^ w13; w11 = (w11 << 1) | (w11 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) - 0x70e44324 + w11) | 0; d = (d << 30) | (d >>> 2)
  w12 ^= w9 ^ w4 ^ w14; w12 = (w12 << 1) | (w12 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) - 0x70e44324 + w12) | 0; c = (c << 30) | (c >>> 2)
  w13 ^= w10 ^ w5 ^ w15; w13 = (w13 << 1) | (w13 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) - 0x70e44324 + w13) | 0; b = (b << 30) | (b >>> 2)
  w14 ^= w11 ^ w6 ^ w0; w14 = (w14 << 1) | (w14 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) - 0x70e44324 + w14) | 0; a = (a << 30) | (a >>> 2)
  w15 ^= w12 ^ w7 ^ w1; w15 = (w15 << 1) | (w15 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) - 0x70e44324 + w15) | 0; e = (e << 30) | (e >>> 2)
  w0 ^= w13 ^ w8 ^ w2; w0 = (w0 << 1) | (w0 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) - 0x70e44324 + w0) | 0; d = (d << 30) | (d >>> 2)
  w1 ^= w14 ^ w9 ^ w3; w1 = (w1 << 1) | (w1 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) - 0x70e44324 + w1) | 0; c = (c << 30) | (c >>> 2)
  w2 ^= w15 ^ w10 ^ w4; w2 = (w2 << 1) | (w2 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) - 0x70e44324 + w2) | 0; b = (b << 30) | (b >>> 2)
  w3 ^= w0 ^ w11 ^ w5; w3 = (w3 << 1) | (w3 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) - 0x70e44324 + w3) | 0; a = (a << 30) | (a >>> 2)
  w4 ^= w1 ^ w12 ^ w6; w4 = (w4 << 1) | (w4 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) - 0x70e44324 + w4) | 0; e = (e << 30) | (e >>> 2)
  w5 ^= w2 ^ w13 ^ w7; w5 = (w5 << 1) | (w5 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) - 0x70e44324 + w5) | 0; d = (d << 30) | (d >>> 2)
  w6 ^= w3 ^ w14 ^ w8; w6 = (w6 << 1) | (w6 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) - 0x70e44324 + w6) | 0; c = (c << 30) | (c >>> 2)
  w7 ^= w4 ^ w15 ^ w9; w7 = (w7 << 1) | (w7 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) - 0x70e44324 + w7) | 0; b = (b << 30) | (b >>> 2)
  w8 ^= w5 ^ w0 ^ w10; w8 = (w8 << 1) | (w8 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) - 0x70e44324 + w8) | 0; a = (a << 30) | (a >>> 2)
  w9 ^= w6 ^ w1 ^ w11; w9 = (w9 << 1) | (w9 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) - 0x70e44324 + w9) | 0; e = (e << 30) | (e >>> 2)
  w10 ^= w7 ^ w2 ^ w12; w10 = (w10 << 1) | (w10 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) - 0x70e44324 + w10) | 0; d = (d << 30) | (d >>> 2)
  w11 ^= w8 ^ w3 ^ w13; w11 = (w11 << 1) | (w11 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) - 0x70e44324 + w11) | 0; c = (c << 30) | (c >>> 2)

  // Rounds 60 to 79: Parity (§4.1.1) and its constant (§4.2.1), which is negative as 32 bits
  w12 ^= w9 ^ w4 ^ w14; w12 = (w12 << 1) | (w12 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) - 0x359d3e2a + w12) | 0; b = (b << 30) | (b >>> 2)
  w13 ^= w10 ^ w5 ^ w15; w13 = (w13 << 1) | (w13 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) - 0x359d3e2a + w13) | 0; a = (a << 30) | (a >>> 2)
  w14 ^= w11 ^ w6 ^ w0; w14 = (w14 << 1) | (w14 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) - 0x359d3e2a + w14) | 0; e = (e << 30) | (e >>> 2)
  w15 ^= w12 ^ w7 ^ w1; w15 = (w15 << 1) | (w15 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) - 0x359d3e2a + w15) | 0; d = (d << 30) | (d >>> 2)
  w0 ^= w13 ^ w8 ^ w2; w0 = (w0 << 1) | (w0 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) - 0x359d3e2a + w0) | 0; c = (c << 30) | (c >>> 2)
  w1 ^= w14 ^ w9 ^ w3; w1 = (w1 << 1) | (w1 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) - 0x359d3e2a + w1) | 0; b = (b << 30) | (b >>> 2)
  w2 ^= w15 ^ w10 ^ w4; w2 = (w2 << 1) | (w2 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) - 0x359d3e2a + w2) | 0; a = (a << 30) | (a >>> 2)
  w3 ^= w0 ^ w11 ^ w5; w3 = (w3 << 1) | (w3 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) - 0x359d3e2a + w3) | 0; e = (e << 30) | (e >>> 2)
  w4 ^= w1 ^ w12 ^ w6; w4 = (w4 << 1) | (w4 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) - 0x359d3e2a + w4) | 0; d = (d << 30) | (d >>> 2)
  w5 ^= w2 ^ w13 ^ w7; w5 = (w5 << 1) | (w5 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) - 0x359d3e2a + w5) | 0; c = (c << 30) | (c >>> 2)
  w6 ^= w3 ^ w14 ^ w8; w6 = (w6 << 1) | (w6 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) - 0x359d3e2a + w6) | 0; b = (b << 30) | (b >>> 2)
  w7 ^= w4 ^ w15 ^ w9; w7 = (w7 << 1) | (w7 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) - 0x359d3e2a + w7) | 0; a = (a << 30) | (a >>> 2)
  w8 ^= w5 ^ w0 ^ w10; w8 = (w8 << 1) | (w8 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) - 0x359d3e2a + w8) | 0; e = (e << 30) | (e >>> 2)
  w9 ^= w6 ^ w1 ^ w11; w9 = (w9 << 1) | (w9 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) - 0x359d3e2a + w9) | 0; d = (d << 30) | (d >>> 2)
  w10 ^= w7 ^ w2 ^ w12; w10 = (w10 << 1) | (w10 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) - 0x359d3e2a + w10) | 0; c = (c << 30) | (c >>> 2)
  w11 ^= w8 ^ w3 ^ w13; w11 = (w11 << 1) | (w11 >>> 31)
  e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) - 0x359d3e2a + w11) | 0; b = (b << 30) | (b >>> 2)
  w12 ^= w9 ^ w4 ^ w14; w12 = (w12 << 1) | (w12 >>> 31)
  d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) - 0x359d3e2a + w12) | 0; a = (a << 30) | (a >>> 2)
  w13 ^= w10 ^ w5 ^ w15; w13 = (w13 << 1) | (w13 >>> 31)
  c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) - 0x359d3e2a + w13) | 0; e = (e << 30) | (e >>> 2)
  w14 ^= w11 ^ w6 ^ w0; w14 = (w14 << 1) | (w14 >>> 31)
  b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) - 0x359d3e2a + w14) | 0; d = (d << 30) | (d >>> 2)
  w15 ^= w12 ^ w7 ^ w1; w15 = (w15 << 1) | (w15 >>> 31)
  a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) - 0x359d3e2a + w15) | 0; c = (c << 30) | (c >>> 2)

  words[0] = (0x67452301 + a) | 0
  words[1] = (0xefcdab89 + b) | 0
  words[2] = (0x98badcfe + c) | 0
  words[3] = (0x10325476 + d) | 0
  words[4] = (0xc3d2e1f0 + e) | 0
}
