// What takes long the first time, done while the key is in the making and the program has nothing else to do.
import { versions } from 'node:process'
import { createSecureContext } from 'node:tls'
import { openReader } from '../x509/pfx-reader.ts'

/** From here on Node reads the roots that it trusts only where they are asked for. */
const READS_ROOTS_LATE = 22

/** Reading media back opens a PFX. Before that release Node then reads all roots that it trusts, which takes 30 ms. */
export function warmUp(): void {
  openReader()
  if (Number.parseInt(versions.node, 10) < READS_ROOTS_LATE) createSecureContext()
}
