// How V8 is told to go about a bulk run, which goes through the same code thousands of times. Flags: `node --v8-options`.

/**
 * V8 would let each heap double before it collects it whole, and of ten thousand users' Buffers, which only dead objects
 * know, tens of megabytes lie about until then.
 */
const HEAP = '--heap-growing-percent=30'

/**
 * V8 would begin early to compile for speed, as for a program that runs for hours. Functions must be seen busy eight times
 * as long, or four times as often: a thousand users then take a twelfth less processor time on Node 20, and a twentieth on
 * Node 22; six thousand take no more than before.
 */
const PATIENCE = { bytecode: '--interrupt-budget=540672', calls: '--invocation-count-for-turbofan=12000' }

/** @param version of Node, with a `v` before it; V8 counts calls since the one of Node 22 */
export function bulkFlags(version: string): string {
  return `${HEAP} ${version.startsWith('v20.') ? PATIENCE.bytecode : PATIENCE.calls}`
}
