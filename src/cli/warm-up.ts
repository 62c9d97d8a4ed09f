// What takes long the first time, done while the key is in the making and the program has nothing else to do.
import { versions } from 'node:process'
import { createSecureContext } from 'node:tls'

/** From here on Node reads the roots that it trusts only where they are asked for. */
const READS_ROOTS_LATE = 22

/** Before, it reads all of them, 30 ms, at the first PFX with a chain that it opens, as reading media back does. */
export function warmUp(): void {
  if (Number.parseInt(versions.node, 10) < READS_ROOTS_LATE) createSecureContext()
}
