// What the bytes of a secret's file say, as Windows' and other systems' own tools write it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeSecret, secretWarning } from '../../src/request/secret-text.ts'
import { Secret } from '../../src/secret.ts'
import { ENCODINGS } from '../support/secret-bytes.ts'

/** Printable in any script; no line ends, and nothing that stands for what was lost. */
const secretText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .map((text) => text.replace(/[\r\n\0\uFEFF\uFFFD\p{Cs}]/gu, 'x'))

describe('a secret', () => {
  test('is the same in every encoding that says what it is, whatever its line end', () => {
    const any = fc.tuple(secretText, fc.constantFrom(...ENCODINGS), fc.constantFrom('', '\n', '\r\n', '\r'))
    fc.assert(
      fc.property(any, ([text, { encode }, lineEnd]) => {
        expect(decodeSecret(encode(text + lineEnd)).reveal()).toBe(text)
      }),
    )
  })

  test('keeps its outer spaces, and is warned of', () => {
    expect(decodeSecret(Buffer.from('secret \r\n')).reveal()).toBe('secret ')
    for (const text of ['secret ', ' secret', '\u00a0secret', 'secret\t']) {
      expect(secretWarning(new Secret(text))).toMatch(/begins or ends with a space/)
    }
    expect(secretWarning(new Secret('a secret'))).toBeNull()
  })

  test('has at most 256 characters, whatever they take', () => {
    for (const { encode } of ENCODINGS) {
      expect(decodeSecret(encode(`${'😀'.repeat(256)}\r\n`)).reveal()).toHaveLength(512)
      expect(() => decodeSecret(encode('ä'.repeat(257)))).toThrow('contains more than 256 characters')
    }
    expect(() => decodeSecret(Buffer.alloc(1_000_000, 'a'))).toThrow('contains more than 256 characters')
  })

  test.each([
    ['an ANSI code page', Buffer.from('Gr\xfc\xdfe', 'latin1'), 'is not UTF-8 text'],
    ['half a character of UTF-16', Buffer.from('fffe61', 'hex'), 'is not UTF-16LE text'],
    ['half a pair of UTF-16', Buffer.from('fffe3dd8', 'hex'), 'is not UTF-16LE text'],
    ['UTF-16 without a mark', Buffer.from('secret', 'utf16le'), 'contains zero bytes'],
    ['a letter that was lost before', Buffer.from('Gr\uFFFDe'), 'replaces a lost one'],
    ['two marks', Buffer.from('\uFEFF\uFEFFsecret'), 'replaces a lost one'],
    ['two lines', Buffer.from('secret\nand more\n'), 'has more than one line'],
    ['an empty line after it', Buffer.from('secret\n\n'), 'has more than one line'],
  ])('is refused from %s, with what to do', (_kind, bytes, message) => {
    const attempt = () => decodeSecret(bytes)
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(
      expect.objectContaining({ code: 'wrong-input', hint: expect.stringMatching(/UTF-8|nothing else/) }),
    )
  })
})
