// V8's code caches on the disk, beside the packs and nowhere else: who can write one can run code as whoever starts
// certstick next, and who can write there can anyway. V8 refuses a cache of another release, other options or another
// length; that the disk gave back what was written, it does not look at, so a check does.
//
//   V8's bytes, then a sum of them all, 32 bits, least significant byte first
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { pid } from 'node:process'

const CHECK_BYTES = 4

/** Undefined where there is none, or not all of it. */
export function readCache(path: string): Buffer | undefined {
  try {
    const file = readFileSync(path)
    const bytes = file.subarray(0, -CHECK_BYTES)
    return file.readUInt32LE(bytes.length) === sumOf(bytes) ? bytes : undefined
  } catch {
    return undefined // because the program runs without it, only later
  }
}

/** Whole or not at all; where the folder may not be written, not at all, and without a word. */
export function writeCache(path: string, bytes: Uint8Array): void {
  const beside = `${path}.${pid}`
  const check = Buffer.alloc(CHECK_BYTES)
  check.writeUInt32LE(sumOf(bytes))
  try {
    const handle = openSync(beside, 'wx', 0o644)
    try {
      writeSync(handle, Buffer.concat([bytes, check]))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(beside, path)
  } catch {
    rmSync(beside, { force: true })
  }
}

/** Another for every change of one word, since 31 is odd. Node's own CRC-32 would have to be loaded first, even by `--help`. */
function sumOf(bytes: Uint8Array): number {
  if (bytes.byteOffset % 4 !== 0) return sumOf(new Uint8Array(bytes)) // a copy starts where words may
  const { buffer, byteOffset, byteLength } = bytes
  const words = new Int32Array(buffer, byteOffset, byteLength >> 2)
  let sum = byteLength
  for (let index = 0; index < words.length; index++) sum = (Math.imul(sum, 31) + (words[index] ?? 0)) | 0
  for (const byte of new Uint8Array(buffer, byteOffset + 4 * words.length, byteLength & 3))
    sum = (sum * 31 + byte) | 0
  return sum >>> 0
}
