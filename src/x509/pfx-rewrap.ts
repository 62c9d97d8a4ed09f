// Converts a PFX for readers that do not know the modern format: the same key, certificates and password.
import { UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'
import { PFX_ITERATIONS } from './pfx-formats.ts'
import { keyOutOfReach, readPrivateKey } from './pfx-key.ts'
import { openPfx } from './pfx-reader.ts'
import { encodePfx, type PfxContent, protectPfx } from './pkcs12.ts'

export interface WrappedPfx {
  readonly pfx: Uint8Array
  readonly password: Secret
}

/**
 * @param content the new PFX without its key
 * @returns a legacy PFX, which was opened again and has the right certificate
 * @throws UserError wrong-input: the key cannot be read from this PFX
 */
export async function rewrapAsLegacy(
  { pfx, password }: WrappedPfx,
  content: Omit<PfxContent, 'privateKeyInfo'>,
  random: RandomBytes,
): Promise<Uint8Array> {
  const key = readPrivateKey(pfx, password)
  if (key === null) throw keyOutOfReach(pfx)
  const privateKeyInfo = key.export({ type: 'pkcs8', format: 'der' })
  const iterations = PFX_ITERATIONS.chosenPassword // it is not known whether the password was generated
  const protection = protectPfx('legacy', { password, iterations, random })
  const legacy = encodePfx({ ...content, privateKeyInfo }, protection)
  const { certificate } = await openPfx(legacy, password)
  if (Buffer.compare(certificate, content.certificate) === 0) return legacy
  throw new UserError('failed', 'the converted PFX contains another certificate')
}
