// Random numbers that can be had again: the seed is printed, and CERTSTICK_SEED repeats a run.
import { env } from 'node:process'

/** @returns numbers from 0 up to 1, as `Math.random` */
export function seededRandom(of: string): () => number {
  const seed = Number(env['CERTSTICK_SEED'] ?? Date.now() % 1_000_000)
  console.log(`${of}: CERTSTICK_SEED=${seed}`)
  let state = seed >>> 0
  return () => {
    // Mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
