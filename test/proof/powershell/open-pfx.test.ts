// .NET opens the PFX, as one reader more: what install.ps1 does with it on Windows begins with this.
import { verify, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { Secret } from '../../../src/secret.ts'
import { KEY_ALGORITHMS } from '../../../src/x509/key-algorithms.ts'
import { PFX_FORMATS } from '../../../src/x509/pfx-formats.ts'
import { makeMedium } from '../../support/media.ts'
import { makeRoot } from '../../support/roots.ts'
import { ask, newFolder, testInPowerShell } from './engine.ts'

const PASSWORD = 'Zebra-7 größe "😀'

testInPowerShell(
  '.NET opens every PFX with its password alone, and its key signs what its certificate verifies',
  () => {
    const folder = newFolder()
    const root = makeRoot()
    const made = KEY_ALGORITHMS.flatMap((key) => PFX_FORMATS.map((pfx) => ({ key, pfx }))).map((kind, i) => {
      const medium = makeMedium(root, { ...kind, import: 'script', password: new Secret(PASSWORD) })
      const path = join(folder, `${i}.pfx`)
      writeFileSync(path, medium.files.get('Certs/jane-cba.pfx') ?? '')
      return { kind, path, certificate: new X509Certificate(medium.certificate) }
    })
    const told = ask(
      'open-pfx.ps1',
      made.flatMap(({ path }) => [
        { path, password: PASSWORD },
        { path, password: `${PASSWORD}x` },
      ]),
    ) as { thumbprint?: string; hasKey?: boolean; signature?: string; error?: string }[]
    for (const [i, { kind, certificate }] of made.entries()) {
      const [opened, refused] = [told[2 * i], told[2 * i + 1]]
      expect({ kind, error: opened?.error }).toEqual({ kind, error: undefined })
      expect(opened?.hasKey).toBe(true)
      expect(opened?.thumbprint).toBe(certificate.fingerprint.replaceAll(':', ''))
      const signature = Buffer.from(opened?.signature ?? '', 'base64')
      // .NET writes the two numbers of an ECDSA signature one after the other. (IEEE P1363)
      const key = { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const
      expect(verify('sha256', Buffer.from('signed'), key, signature)).toBe(true)
      expect(refused?.error).toMatch(/password/i)
    }
  },
)
