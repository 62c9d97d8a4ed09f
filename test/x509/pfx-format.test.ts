import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodePem } from '../../src/x509/pem.ts'
import { readPfxFormat } from '../../src/x509/pfx-format.ts'
import { temporaryFolder, writeFiles } from '../support/folders.ts'
import { makeHandover } from '../support/handover.ts'
import { makeClient, makeRoot } from '../support/roots.ts'
import { run, testWith } from '../support/tools.ts'

test('tells our two formats apart', () => {
  for (const format of ['legacy', 'modern'] as const) {
    expect(readPfxFormat(makeHandover({ format }).pfx.bytes)).toBe(format)
  }
})

testWith('openssl')('knows what openssl makes: modern, and with SHA-1 for its MAC legacy', () => {
  const leaf = makeClient(makeRoot())
  const files = writeFiles({
    key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    certificate: encodePem('CERTIFICATE', leaf.certificate),
  })
  const make = (...options: readonly string[]): Uint8Array => {
    const pfx = join(temporaryFolder(), 'x.pfx')
    const args = ['pkcs12', '-export', '-inkey', files.key, '-in', files.certificate, '-passout', 'pass:x']
    expect(run('openssl', [...args, '-out', pfx, ...options]).status).toBe(0)
    return readFileSync(pfx)
  }
  expect(readPfxFormat(make())).toBe('modern')
  expect(readPfxFormat(make('-macalg', 'sha1', '-keypbe', 'PBE-SHA1-3DES'))).toBe('legacy')
  expect(() => readPfxFormat(make('-nomac'))).toThrow('not a PFX with a password')
})

test('refuses what is no PFX', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('PFX'), makeRoot().certificate]) {
    expect(() => readPfxFormat(bytes)).toThrow('not a PFX with a password')
  }
})
