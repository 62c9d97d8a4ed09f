// SHA-1 of SHA-1 of SHA-1 …, four chains side by side: the inner loop of the PKCS#12 key derivation. A call into
// node:crypto costs more than its hashing, and JavaScript has no vectors. So this runs WebAssembly, which is quick from
// the first call on; its code is written by `sha1-program.ts`.
import { DIGEST_WORDS, encodeSha1Program, LANES } from './sha1-program.ts'

interface Program {
  /** Word by word, each of all lanes. */
  readonly memory: WebAssembly.Memory
  /** Hashes what is in the memory, so many times. */
  readonly repeat: (times: number) => void
}

let program: Program | null = null

/** @param digests 20 bytes each; each is replaced by its SHA-1, so many times over */
export function repeatSha1(digests: readonly Buffer[], times: number): void {
  if (times === 0) return // because the loop tests its condition at its end
  program ??= new WebAssembly.Instance(new WebAssembly.Module(encodeSha1Program()))
    .exports as unknown as Program
  for (let first = 0; first < digests.length; first += LANES) {
    repeatLanes(digests.slice(first, first + LANES), times, program)
  }
}

function repeatLanes(digests: readonly Buffer[], times: number, { memory, repeat }: Program): void {
  const words = new Int32Array(memory.buffer, 0, DIGEST_WORDS * LANES)
  const each = (use: (digest: Buffer, at: number, index: number) => void): void => {
    for (const [lane, digest] of digests.entries()) {
      for (let word = 0; word < DIGEST_WORDS; word++) use(digest, 4 * word, word * LANES + lane)
    }
  }
  each((digest, at, index) => {
    words[index] = digest.readInt32BE(at)
  })
  repeat(times)
  each((digest, at, index) => digest.writeInt32BE(words[index] ?? 0, at))
  words.fill(0) // because they are keys
}
