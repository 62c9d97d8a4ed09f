import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkCrlUrl, formatSettings, parseSettings } from '../../src/authority/settings.ts'
import { UserError } from '../../src/errors.ts'

test.each(['http://pki.contoso.com/rootCA.crl', 'http://10.0.0.1:8080/a%20b.crl?x=1', 'HTTP://pki/crl'])(
  '%s serves as a distribution point',
  (url) => {
    expect(checkCrlUrl(url)).toEqual([])
    const settings = { crlUrl: url, inventoryId: '4b' }
    expect(parseSettings(formatSettings(settings), 'settings.json')).toEqual(settings)
  },
)

test.each([
  ['https://pki.contoso.com/rootCA.crl', 'is not http'],
  ['ldap://pki.contoso.com/cn=x', 'is not http'],
  ['file:///c:/rootCA.crl', 'is not http'],
  ['pki.contoso.com/rootCA.crl', 'is not a URL'],
  ['http:pki', 'is not a URL'],
  ['', 'is not a URL'],
  ['http://jane:secret@pki/crl', 'contains a user name'],
  ['http://pki/größe.crl', 'characters that are not allowed in a URL'],
  ['http://pki/a b.crl', 'characters that are not allowed in a URL'],
  ['http://pki/crl#last', 'has a fragment'],
  [`http://pki/${'x'.repeat(2100)}`, 'characters; at most 2083'],
])('%s does not: %s', (url, message) => {
  const problems = checkCrlUrl(url)
  expect(problems.map(({ field }) => field)).toEqual(['crlUrl'])
  expect(problems[0]?.message).toContain(message)
  expect(problems[0]?.message).not.toContain('secret')
  expect(() => parseSettings(JSON.stringify({ crlUrl: url }), 'settings.json')).toThrow(UserError)
})

test('a folder without settings has none', () => {
  const none = { crlUrl: null, inventoryId: null }
  expect(parseSettings(null, 'settings.json')).toEqual(none)
  expect(parseSettings(formatSettings(none), 'settings.json')).toEqual(none)
})

test('any other text is read or refused', () => {
  for (const text of ['', '[]', 'null', '7', '{"crlUrl":7}', '{"inventoryId":7}']) {
    expect(() => parseSettings(text, 'settings.json')).toThrow(UserError)
  }
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        parseSettings(text, 'settings.json')
      } catch (error) {
        expect(error).toBeInstanceOf(UserError)
      }
    }),
  )
})
