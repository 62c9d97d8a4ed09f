// A PFX in one step.
import type { KeyObject } from 'node:crypto'
import type { Secret } from '../../src/secret.ts'
import type { RandomBytes } from '../../src/world.ts'
import type { PfxFormat } from '../../src/x509/pfx-formats.ts'
import { encodePfx, type PfxContent, protectPfx } from '../../src/x509/pkcs12.ts'

export type ProtectedContent = Omit<PfxContent, 'privateKeyInfo'> & {
  readonly privateKey: KeyObject
  readonly password: Secret
}

export function makePfx(content: ProtectedContent, format: PfxFormat, random: RandomBytes): Uint8Array {
  const privateKeyInfo = content.privateKey.export({ type: 'pkcs8', format: 'der' })
  return encodePfx({ ...content, privateKeyInfo }, protectPfx(format, content.password, random))
}
