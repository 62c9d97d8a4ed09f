import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { encodeName, formatName, nameFault } from '../../src/x509/name.ts'

/** A name of one attribute, with the value's tag and bytes as given; all lengths below 128. */
function nameWith(tag: number, value: Uint8Array, type = [0x06, 0x03, 0x55, 0x04, 0x03]): Uint8Array {
  const wrap = (outer: number, content: readonly number[]) => [outer, content.length, ...content]
  return Uint8Array.from(wrap(0x30, wrap(0x31, wrap(0x30, [...type, tag, value.length, ...value]))))
}

describe('names', () => {
  test('are encoded as one UTF8String an RDN, in the order given', () => {
    const der = encodeName([
      { type: 'organizationName', value: 'Ö' },
      { type: 'commonName', value: 'a' },
    ])
    expect(Buffer.from(der).toString('hex')).toBe('3019310b3009060355040a0c02c396310a300806035504030c0161')
    expect(formatName(der)).toBe('O=Ö, CN=a')
  })

  test.each([
    ['UTF8String', 0x0c, Buffer.from('Größe 𝔘'), 'CN=Größe 𝔘'],
    ['PrintableString', 0x13, Buffer.from('Root'), 'CN=Root'],
    ['T61String', 0x14, Buffer.from('Größe', 'latin1'), 'CN=Größe'],
    ['IA5String', 0x16, Buffer.from('Root'), 'CN=Root'],
    ['BMPString', 0x1e, Buffer.from('Größe', 'utf16le').swap16(), 'CN=Größe'],
    ['UniversalString', 0x1c, Buffer.from('000000470001d518', 'hex'), 'CN=G𝔘'],
    ['no string at all', 0x05, Buffer.alloc(0), 'CN=#0500'],
  ])('are shown whatever they are written in: %s', (_, tag, value, shown) => {
    expect(formatName(nameWith(tag, value))).toBe(shown)
  })

  test.each([
    ['', 'is empty'],
    [' \t', 'is empty'],
    ['Contoso ', 'ends with a space'],
    ['a\nb', 'control character'],
    ['a\u2028b', 'control character'],
    ['\ud800', 'well-formed'],
    ['Gr\ufffdn', 'U+FFFD'],
    ['𝔘'.repeat(65), 'has 65 characters'],
  ])('may not have the value %j', (text, fault) => {
    expect(nameFault(text)).toContain(fault)
  })

  test.each(['Größe & Söhne', '𝔘'.repeat(64), 'a'])('may have the value %s', (text) => {
    expect(nameFault(text)).toBeNull()
  })

  test('show types that have no short name as their OID', () => {
    expect(formatName(nameWith(0x0c, Buffer.from('x'), [0x06, 0x03, 0x55, 0x04, 0x61]))).toBe('2.5.4.97=x')
  })

  test('never give a terminal something to obey or to hide', () => {
    const shown = formatName(
      encodeName([{ type: 'commonName', value: 'a\x1b[2J\n\u202eb, O=Microsoft\u0000' }]),
    )
    expect(shown).toBe('CN=a\\u001b[2J\\u000a\\u202eb\\, O=Microsoft\\u0000')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(formatName(encodeName([{ type: 'commonName', value }]))).not.toMatch(
          /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u,
        )
      }),
    )
  })

  test.each([
    ['UTF-8 that is none', 0x0c, [0xff]],
    ['half a UTF-16 unit', 0x1e, [0x00]],
    ['part of a UTF-32 unit', 0x1c, [0x00, 0x00]],
    ['a character past the last one', 0x1c, [0x00, 0x11, 0x00, 0x00]],
  ])('are refused with %s', (_, tag, value) => {
    expect(() => formatName(nameWith(tag, Uint8Array.from(value)))).toThrow(UserError)
  })
})
