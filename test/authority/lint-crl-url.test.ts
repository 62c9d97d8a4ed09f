import { expect, test } from 'vitest'
import { lintCrlUrl } from '../../src/authority/lint-crl-url.ts'
import { checkCrlUrl } from '../../src/authority/settings.ts'

const codesOf = (url: string) => {
  expect(checkCrlUrl(url)).toEqual([])
  return lintCrlUrl(url).map(({ severity, code }) => `${severity} ${code}`)
}

test.each([
  'http://pki.contoso.com/rootCA.crl',
  'http://pki.contoso.com:8080/crl?ca=1',
  'http://pki.contoso.com./rootCA.crl',
  'http://contoso.com/?crl=1',
  'http://203.0.113.7/rootCA.crl',
  'http://172.32.0.1/rootCA.crl',
  'http://[2001:4860::1]/rootCA.crl',
  'http://localhost.contoso.com/rootCA.crl',
])('%s may be reached from the internet', (url) => {
  expect(codesOf(url)).toEqual([])
})

test.each([
  'http://localhost/rootCA.crl',
  'http://pki/rootCA.crl',
  'http://pki./rootCA.crl',
  'http://127.0.0.1/rootCA.crl',
  'http://2130706433/rootCA.crl', // 127.0.0.1
  'http://10.0.0.1/rootCA.crl',
  'http://172.16.9.9/rootCA.crl',
  'http://192.168.1.1:8080/rootCA.crl',
  'http://169.254.1.1/rootCA.crl',
  'http://100.64.0.1/rootCA.crl',
  'http://[::1]/rootCA.crl',
  'http://[fd00::1]/rootCA.crl',
  'http://[fe80::1]/rootCA.crl',
  'http://[::ffff:10.0.0.1]/rootCA.crl',
  'http://DC01.contoso.LOCAL/rootCA.crl',
  'http://pki.contoso.internal/rootCA.crl',
  'http://nas.home.arpa/rootCA.crl',
])('%s is not reached from the internet', (url) => {
  expect(codesOf(url)).toEqual(['warning crl-url-private'])
})

test('a URL of text, or of no file, is told', () => {
  expect(codesOf('http://pki.contoso.com/rootCA.crl.pem')).toEqual(['warning crl-url-pem'])
  expect(codesOf('http://pki.contoso.com')).toEqual(['warning crl-url-no-file'])
  expect(codesOf('http://localhost')).toEqual(['warning crl-url-private', 'warning crl-url-no-file'])
})

test.each(['https://pki.contoso.com/r.crl', 'ldap://dc01/cn=CA', 'file://server/rootCA.crl'])(
  '%s is refused, because Entra ID fetches over http only',
  (url) => {
    expect(checkCrlUrl(url)[0]?.message).toContain('is not http')
  },
)
