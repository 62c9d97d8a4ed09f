// A PFX in one step.
import type { KeyObject } from 'node:crypto'
import type { Secret } from '../../src/secret.ts'
import type { RandomBytes } from '../../src/world.ts'
import { PFX_ITERATIONS, type PfxFormat } from '../../src/x509/pfx-formats.ts'
import { encodePfx, type PfxContent, protectPfx } from '../../src/x509/pkcs12.ts'

export type ProtectedContent = Omit<PfxContent, 'privateKeyInfo'> & {
  readonly privateKey: KeyObject
  readonly password: Secret
  readonly iterations?: number
}

export function makePfx(content: ProtectedContent, format: PfxFormat, random: RandomBytes): Uint8Array {
  const { password, iterations = PFX_ITERATIONS.madePassword } = content
  const privateKeyInfo = content.privateKey.export({ type: 'pkcs8', format: 'der' })
  return encodePfx({ ...content, privateKeyInfo }, protectPfx(format, { password, iterations, random }))
}
