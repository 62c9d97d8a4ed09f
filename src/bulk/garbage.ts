// Has V8 collect this thread's garbage from time to time. By itself it waits until the heap has grown, and Buffers are
// outside of that: of ten thousand users' files, tens of megabytes that nobody needs lie about before it does.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Making so many takes a thread more than two seconds, and collecting 40 ms. */
const MEDIA_BETWEEN = 500

let made = 0
let collect: (() => void) | null = null

/** To be called for each medium that this thread makes. */
export function collectGarbageAtTimes(): void {
  made++
  if (made % MEDIA_BETWEEN !== 0) return
  collect ??= openCollector()
  collect()
}

/** Only a context that is made after the flag was set has this function. */
function openCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('globalThis.gc')
  return typeof gc === 'function' ? () => gc() : () => {}
}
