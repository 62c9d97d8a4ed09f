// A PFX in one step.
import type { Secret } from '../../src/secret.ts'
import type { RandomBytes } from '../../src/world.ts'
import { encodePfx, type PfxContent, type PfxFormat, protectPfx } from '../../src/x509/pkcs12.ts'

export type ProtectedContent = PfxContent & { readonly password: Secret }

export function makePfx(content: ProtectedContent, format: PfxFormat, random: RandomBytes): Uint8Array {
  return encodePfx(content, protectPfx(format, content.password, random))
}
