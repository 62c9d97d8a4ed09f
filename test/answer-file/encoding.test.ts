import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeText, encodeText } from '../../src/answer-file/encoding.ts'

const BODY = '<a>größe 😀</a>'
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')

test.each([
  ['utf-8', false, Buffer.from(BODY)],
  ['utf-8', true, Buffer.from(`\uFEFF${BODY}`)],
  ['utf-8', false, Buffer.from(`<?xml version="1.0" encoding='UTF-8'?>\r\n${BODY}`)],
  ['utf-16le', true, utf16(`<?xml version="1.0" encoding="UTF-16"?>${BODY}`)],
  ['utf-16be', true, utf16(BODY).swap16()],
] as const)('reads %s (mark: %s), and writes the same bytes', (encoding, bom, bytes) => {
  const decoded = decodeText(bytes)
  expect(decoded).toMatchObject({ encoding, bom })
  expect(decoded.text).toContain(BODY)
  expect(Buffer.compare(encodeText(decoded), bytes)).toBe(0)
})

test('bytes either decode and encode to themselves, or are refused with a position', () => {
  const marks = fc.constantFrom([], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff])
  fc.assert(
    fc.property(marks, fc.uint8Array({ maxLength: 40 }), (mark, rest) => {
      const bytes = Uint8Array.from([...mark, ...rest])
      let decoded: ReturnType<typeof decodeText>
      try {
        decoded = decodeText(bytes)
      } catch (error) {
        expect(String(error)).toMatch(/UserError: line \d+, column \d+: /)
        return
      }
      expect(Buffer.compare(encodeText(decoded), bytes)).toBe(0)
    }),
  )
})

test('names the byte that is not text, and the line that it is on', () => {
  const bytes = Buffer.concat([Buffer.from('<a>\r\nab'), Buffer.from([0xfc, 0x62])])
  expect(() => decodeText(bytes)).toThrow('line 2, column 3: byte 0x7 of the file is not UTF-8')
})
