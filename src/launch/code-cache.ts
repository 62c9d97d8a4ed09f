// V8's code caches on the disk, beside the packs and nowhere else: who can write one can run code as whoever starts
// certstick next, and who can write there can anyway. V8 refuses a cache of another release, other options or another
// length; that the disk gave back what was written, it does not look at, so a sum does.
//
//   V8's bytes, then the sum of them, 32 bits, least significant byte first
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { pid } from 'node:process'

const SUM_BYTES = 4
/** Disks lose whole sectors, of 512 bytes or more: so two words of each tell, and take no time. */
const WORDS_APART = 64

/** Undefined where there is none, or not all of it. */
export function readCache(path: string): Buffer | undefined {
  try {
    const file = readFileSync(path)
    const bytes = file.subarray(0, -SUM_BYTES)
    return file.readUInt32LE(bytes.length) === sumOf(bytes) ? bytes : undefined
  } catch {
    return undefined // because the program runs without it, only later
  }
}

/** Whole or not at all; where the folder may not be written, not at all, and without a word. */
export function writeCache(path: string, bytes: Uint8Array): void {
  const beside = `${path}.${pid}`
  const sum = Buffer.alloc(SUM_BYTES)
  sum.writeUInt32LE(sumOf(bytes))
  try {
    const handle = openSync(beside, 'wx', 0o644)
    try {
      writeSync(handle, Buffer.concat([bytes, sum]))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(beside, path)
  } catch {
    rmSync(beside, { force: true })
  }
}

function sumOf({ buffer, byteOffset, byteLength }: Uint8Array): number {
  const view = new DataView(buffer, byteOffset, byteLength)
  let sum = byteLength
  for (let at = 0; at + 4 <= byteLength; at += 4 * WORDS_APART) {
    sum = (Math.imul(sum, 31) + view.getInt32(at, true)) | 0
  }
  return sum >>> 0
}
