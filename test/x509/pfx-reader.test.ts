import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'
import { openPfx } from '../../src/x509/pfx-reader.ts'
import { PFX_FORMATS } from '../../src/x509/pkcs12.ts'
import { makePfx } from '../support/pfx.ts'
import { makeClient, makeRoot } from '../support/roots.ts'

const root = makeRoot()
const jane = makeClient(root)
const content = { ...jane, chain: [root.certificate], friendlyName: 'jane', password: new Secret('Größe 🔑') }
const pfx = makePfx(content, 'legacy', randomBytes)

describe('opening a PFX', () => {
  test.each(PFX_FORMATS)("gives the key's certificate: %s", (format) => {
    const { certificate } = openPfx(makePfx(content, format, randomBytes), content.password)
    expect(Buffer.from(certificate)).toEqual(Buffer.from(jane.certificate))
  })

  test.each(PFX_FORMATS)('says that the password is at fault: %s', (format) => {
    const made = makePfx(content, format, randomBytes)
    for (const wrong of ['', 'größe 🔑', 'Größe 🔑 '])
      expect(() => openPfx(made, new Secret(wrong))).toThrow('the password does not open the PFX')
  })

  test('says that the file is at fault', () => {
    expect(() => openPfx(pfx.subarray(0, 200), content.password)).toThrow('the PFX cannot be read')
    expect(() => openPfx(new Uint8Array(), content.password)).toThrow('this is no PFX')
    expect(() => openPfx(jane.certificate, content.password)).toThrow('the PFX cannot be read')
  })

  test('refuses a key that does not belong to its certificate', () => {
    const foreign = { ...content, privateKey: makeClient(root).privateKey }
    expect(() => openPfx(makePfx(foreign, 'legacy', randomBytes), content.password)).toThrow(UserError)
  })

  test('never says the password, whatever is wrong', () => {
    try {
      openPfx(pfx, new Secret('hunter2-hunter2'))
    } catch (error) {
      expect(String(error) + String((error as Error).cause)).not.toContain('hunter2')
    }
    expect.assertions(1)
  })

  test('ends with our error on any damage', () => {
    fc.assert(
      fc.property(fc.nat(pfx.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Uint8Array.from(pfx)
        damaged[at] = (damaged[at] ?? 0) ^ change
        try {
          openPfx(damaged, content.password)
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('leaves it to OpenSSL alone until that has found one sound', async () => {
    vi.resetModules()
    const openParts = vi.fn(() => null)
    vi.doMock('../../src/x509/pfx-parts.ts', () => ({ openParts }))
    const { openPfx: openAnew } = await import('../../src/x509/pfx-reader.ts')
    vi.doUnmock('../../src/x509/pfx-parts.ts')
    expect(() => openAnew(pfx, new Secret('wrong'))).toThrow('the password does not open the PFX')
    openAnew(pfx, content.password)
    expect(openParts).not.toHaveBeenCalled()
    openAnew(pfx, content.password)
    expect(openParts).toHaveBeenCalledOnce()
  })
})
