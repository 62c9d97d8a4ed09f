import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { decodePem, encodePem } from '../../src/x509/pem.ts'

describe('PEM', () => {
  test('gives back any bytes, under LF, CRLF and CR line ends, with text around them', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        (der, lineEnd) => {
          const text = `subject=CN = Root\n${encodePem('CERTIFICATE', der)}\nsome text: after\n`
          const blocks = decodePem(text.replaceAll('\n', lineEnd))
          expect(blocks.map(({ label }) => label)).toEqual(['CERTIFICATE'])
          expect(Buffer.from(blocks[0]?.der ?? [])).toEqual(Buffer.from(der))
        },
      ),
    )
  })

  test('has the same lines however long it is', () => {
    for (const length of [0, 1, 48, 49, 49_152, 49_153, 150_000]) {
      const der = Buffer.alloc(length, 'certstick')
      const [begin, ...lines] = encodePem('X509 CRL', der).split('\n')
      expect(begin).toBe('-----BEGIN X509 CRL-----')
      expect(lines.splice(-2)).toEqual(['-----END X509 CRL-----', ''])
      expect(lines.slice(0, -1).every((line) => line.length === 64)).toBe(true)
      expect(Buffer.from(lines.join(''), 'base64').equals(der)).toBe(true)
      expect(lines).toHaveLength(Math.ceil(length / 48))
    }
  })

  test('breaks lines after 64 characters and ends with a line end', () => {
    const lines = encodePem('X', new Uint8Array(49)).split('\n')
    expect(lines.map((line) => line.length)).toEqual([17, 64, 4, 15, 0])
  })

  test('reads several blocks in order and passes over one with headers', () => {
    const legacy =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n'
    const text = encodePem('A', Uint8Array.of(1)) + legacy + encodePem('B', Uint8Array.of(2))
    expect(decodePem(text).map(({ label }) => label)).toEqual(['A', 'B'])
  })

  test.each([
    ['a block that does not end', '-----BEGIN A-----\nAAAA\n'],
    ['a block that begins inside another', '-----BEGIN A-----\nAAAA\n-----BEGIN A-----\n'],
    ['a block that ends under another name', '-----BEGIN A-----\nAAAA\n-----END B-----\n'],
    ['what is not base64', '-----BEGIN A-----\nAA*A\n-----END A-----\n'],
    ['base64 that is cut short', '-----BEGIN A-----\nAAA\n-----END A-----\n'],
    ['an empty block', '-----BEGIN A-----\n-----END A-----\n'],
  ])('refuses %s', (_, text) => {
    expect(() => decodePem(text)).toThrow(UserError)
  })

  test('takes any text without another error than ours', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('-----BEGIN A-----', '-----END A-----', 'AAAA'))
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          decodePem(lines.join('\n'))
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})
