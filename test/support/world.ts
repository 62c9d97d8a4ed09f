// A world that stands still: one moment, and bytes that look random and are the same each time.
import { createHash } from 'node:crypto'
import type { RandomBytes } from '../../src/world.ts'

export const NOW = new Date('2026-11-22T09:30:00Z')

/** A stream of bytes that a seed decides; each call goes on where the last one ended. */
export function frozenRandom(seed = 'certstick'): RandomBytes {
  let count = 0
  return (size) => {
    const blocks: Uint8Array[] = []
    for (let length = 0; length < size; length += 32) {
      blocks.push(createHash('sha256').update(`${seed}:${count++}`).digest())
    }
    return Buffer.concat(blocks).subarray(0, size)
  }
}
