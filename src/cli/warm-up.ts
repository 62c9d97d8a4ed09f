// What takes long the first time, done while the key is in the making and the program has nothing else to do.
import { createSecureContext } from 'node:tls'

/** Node reads all roots that it trusts, 30 ms, once a process opens a PFX with a chain, as reading media back does. */
export function warmUp(): void {
  createSecureContext()
}
