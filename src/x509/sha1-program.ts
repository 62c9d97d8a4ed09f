// Writes the WebAssembly that `sha1-lanes.ts` runs: four digests become their own digests, so many times. A digest fits
// one block, so a step is one compression; its rounds are written out, and of the schedule what is known beforehand is
// never computed. Sources: FIPS 180-4 §6.1.2; WebAssembly Core 2.0 §5 (binary format).

/** How many chains run side by side: 32-bit words in a vector. */
export const LANES = 4
export const DIGEST_WORDS = 5

const BLOCK_WORDS = 16
const INITIAL = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as const // §5.3.1
/** §5.1.1: what follows a digest in its block, a one bit, zeros, and its length in bits. */
const PADDING = [0x80000000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 160] as const
const CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const // §4.2.1
/** §4.1.1: each for twenty rounds, with its constant. */
const MIXES = [choose, parity, majority, parity] as const
const PHASE_ROUNDS = 20

// §5.4: instructions, the vectors' after their prefix.
const OP = {
  loop: 0x03,
  end: 0x0b,
  branchIf: 0x0d,
  get: 0x20,
  set: 0x21,
  tee: 0x22,
  integer: 0x41,
  subtract: 0x6b,
}
const VECTOR = 0xfd
const V = { load: 0x00, store: 0x0b, const: 0x0c, or: 0x50, xor: 0x51, select: 0x52 } as const
const SHIFT = { left: 0xab, right: 0xad, add: 0xae } as const // two bytes each, the second is 1

// Local variables. 0 is the parameter, how often; then vectors: the schedule, the letters, what never changes.
const TIMES = 0
const WORDS = 1
const LETTERS = WORDS + BLOCK_WORDS
const STARTS = LETTERS + DIGEST_WORDS
const PHASES = STARTS + DIGEST_WORDS
const VECTORS = BLOCK_WORDS + 2 * DIGEST_WORDS + CONSTANTS.length

/** Bytes in the making. One array is added to all along, because joining many small ones takes ten times as long. */
type Code = number[]

/** A module that exports `memory`, which holds the digests word by word, and `repeat (times)`. */
export function encodeSha1Program(): Uint8Array<ArrayBuffer> {
  const body: Code = [1, VECTORS, 0x7b] // so many local variables of type v128
  writeBody(body)
  return Buffer.concat([
    Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0), // §5.5.16
    section(1, Uint8Array.of(1, 0x60, 1, 0x7f, 0)), // a type: one i32 in, nothing out
    section(3, Uint8Array.of(1, 0)), // a function of it
    section(5, Uint8Array.of(1, 0, 1)), // a memory of one page
    section(7, Uint8Array.of(2, ...name('memory'), 2, 0, ...name('repeat'), 0, 0)),
    section(10, Buffer.concat([Uint8Array.of(1, ...size(body.length)), new Uint8Array(body)])),
  ])
}

function writeBody(code: Code): void {
  for (const [index, value] of INITIAL.entries()) splat(code, value, STARTS + index)
  for (const [index, value] of CONSTANTS.entries()) splat(code, value, PHASES + index)
  for (let word = 0; word < DIGEST_WORDS; word++) {
    code.push(OP.integer, 0, VECTOR, V.load, ...address(word), OP.set, WORDS + word)
  }
  code.push(OP.loop, 0x40)
  for (let word = 0; word < DIGEST_WORDS; word++) code.push(OP.get, STARTS + word, OP.set, LETTERS + word)
  writeRounds(code)
  for (let word = 0; word < DIGEST_WORDS; word++) {
    code.push(OP.get, LETTERS + word, OP.get, STARTS + word, VECTOR, SHIFT.add, 1, OP.set, WORDS + word)
  }
  // one less, and again while any are left
  code.push(OP.get, TIMES, OP.integer, 1, OP.subtract, OP.tee, TIMES, OP.branchIf, 0, OP.end)
  for (let word = 0; word < DIGEST_WORDS; word++) {
    code.push(OP.integer, 0, OP.get, WORDS + word, VECTOR, V.store, ...address(word))
  }
  code.push(OP.end)
}

/** The letters turn instead of being moved: a round adds to the one that the standard would move into place next. */
function writeRounds(code: Code): void {
  /** Each word of the schedule where it is known, null where a variable has it. */
  const known: (number | null)[] = [null, null, null, null, null, ...PADDING]
  for (let round = 0; round < MIXES.length * PHASE_ROUNDS; round++) {
    const [a, b, c, d, e] = turn(round)
    const phase = Math.floor(round / PHASE_ROUNDS)
    const place = round % BLOCK_WORDS
    if (round >= BLOCK_WORDS) writeSchedule(code, round, known)
    code.push(OP.get, e, OP.get, PHASES + phase, VECTOR, SHIFT.add, 1)
    const word = known[place] ?? null
    if (word === null) code.push(OP.get, WORDS + place, VECTOR, SHIFT.add, 1)
    else if (word !== 0) {
      splat(code, word)
      code.push(VECTOR, SHIFT.add, 1)
    }
    MIXES[phase]?.(code, b, c, d)
    code.push(VECTOR, SHIFT.add, 1)
    rotate(code, a, 5)
    code.push(VECTOR, SHIFT.add, 1, OP.set, e)
    rotate(code, b, 30)
    code.push(OP.set, b)
  }
}

function turn(round: number): [a: number, b: number, c: number, d: number, e: number] {
  const at = (letter: number): number => LETTERS + ((letter + 4 * round) % DIGEST_WORDS)
  return [at(0), at(1), at(2), at(3), at(4)]
}

/** §6.1.2 step 1: `w[t] = (w[t-3] ^ w[t-8] ^ w[t-14] ^ w[t-16]) <<< 1`, in the place of `w[t-16]`. */
function writeSchedule(code: Code, round: number, known: (number | null)[]): void {
  const place = round % BLOCK_WORDS
  const places = [3, 8, 14, 16].map((back) => (round - back) % BLOCK_WORDS)
  const fixed = places.reduce((sum, at) => sum ^ (known[at] ?? 0), 0) >>> 0
  const open = places.filter((at) => known[at] === null) // never empty: after the padding comes what depends on it
  for (const [index, at] of open.entries()) {
    code.push(OP.get, WORDS + at)
    if (index > 0) code.push(VECTOR, V.xor)
  }
  if (fixed !== 0) {
    splat(code, fixed)
    code.push(VECTOR, V.xor)
  }
  code.push(OP.set, WORDS + place)
  rotate(code, WORDS + place, 1)
  code.push(OP.set, WORDS + place)
  known[place] = null
}

function rotate(code: Code, local: number, bits: number): void {
  code.push(OP.get, local, OP.integer, bits, VECTOR, SHIFT.left, 1)
  code.push(OP.get, local, OP.integer, 32 - bits, VECTOR, SHIFT.right, 1, VECTOR, V.or)
}

function choose(code: Code, x: number, y: number, z: number): void {
  code.push(OP.get, y, OP.get, z, OP.get, x, VECTOR, V.select)
}

function parity(code: Code, x: number, y: number, z: number): void {
  code.push(OP.get, x, OP.get, y, VECTOR, V.xor, OP.get, z, VECTOR, V.xor)
}

/** Where x and y differ, z decides. */
function majority(code: Code, x: number, y: number, z: number): void {
  code.push(OP.get, z, OP.get, x, OP.get, x, OP.get, y, VECTOR, V.xor, VECTOR, V.select)
}

/** The same number in every lane: left on the stack, or put into a variable. */
function splat(code: Code, value: number, local?: number): void {
  const bytes = new Uint8Array(Uint32Array.of(value).buffer) // WebAssembly and every machine of Node's: little-endian
  code.push(VECTOR, V.const, ...bytes, ...bytes, ...bytes, ...bytes)
  if (local !== undefined) code.push(OP.set, local)
}

/** Alignment 2^4, offset in bytes. */
function address(word: number): Code {
  return [4, word * LANES * 4]
}

/** §5.2.2, unsigned LEB128. */
function size(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...size(value >>> 7)]
}

function name(text: string): Code {
  return [...size(text.length), ...Buffer.from(text, 'ascii')]
}

/** §5.5.2 */
function section(id: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(id, ...size(content.length)), content])
}
