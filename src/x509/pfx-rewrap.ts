// A PFX packed anew for readers that do not know the modern format: the same key, certificates and password.
import { UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'
import { PFX_ITERATIONS } from './pfx-formats.ts'
import { readPrivateKey } from './pfx-key.ts'
import { openPfx } from './pfx-reader.ts'
import { encodePfx, type PfxContent, protectPfx } from './pkcs12.ts'

export interface WrappedPfx {
  readonly pfx: Uint8Array
  readonly password: Secret
}

/**
 * @param content what stands beside the key in the new one
 * @returns a legacy PFX, opened once more and found to be the certificate's
 * @throws UserError wrong-input where the key of this one cannot be taken out
 */
export async function rewrapAsLegacy(
  { pfx, password }: WrappedPfx,
  content: Omit<PfxContent, 'privateKeyInfo'>,
  random: RandomBytes,
): Promise<Uint8Array> {
  const key = readPrivateKey(pfx, password)
  if (key === null) {
    throw new UserError('wrong-input', 'the key of this PFX cannot be packed anew', {
      hint: 'do it with openssl: pkcs12 -in OLD.pfx -noenc -out KEY.pem, then pkcs12 -export -legacy -in KEY.pem',
    })
  }
  const privateKeyInfo = key.export({ type: 'pkcs8', format: 'der' })
  const iterations = PFX_ITERATIONS.chosenPassword // because who made the password is not known any more
  const protection = protectPfx('legacy', { password, iterations, random })
  const legacy = encodePfx({ ...content, privateKeyInfo }, protection)
  const { certificate } = await openPfx(legacy, password)
  if (Buffer.compare(certificate, content.certificate) === 0) return legacy
  throw new UserError('failed', 'the PFX that was packed anew holds another certificate')
}
