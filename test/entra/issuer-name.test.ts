// The issuer in a rule: what `apply` writes, `check` recognizes, whatever the root is called, and as others write it too.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSameIssuer } from '../../src/entra/issuer-name.ts'
import { formatIssuerRule } from '../../src/x509/certificate-user-ids.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { formatName } from '../../src/x509/name.ts'
import { makeRoot } from '../support/roots.ts'

/** No backslash: the two ways of writing read it differently. */
const text = fc
  .string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'aÄß ,;+="<>#\'()/.:-') })
  .map((one) => one.trim())
  .filter((one) => one !== '')

test('is found again as apply and as certstick write it, for every name of a root', () => {
  fc.assert(
    fc.property(text, fc.option(text), (commonName, organization) => {
      const { certificate } = makeRoot({ commonName, organization })
      const { subjectDer } = inspectCertificate(certificate)
      const rule = formatIssuerRule(subjectDer)
      expect(isSameIssuer(rule, rule)).toBe(true)
      expect(isSameIssuer(formatName(subjectDer), rule)).toBe(true)
      const other = inspectCertificate(makeRoot({ commonName: `${commonName}x`, organization }).certificate)
      expect(isSameIssuer(formatIssuerRule(other.subjectDer), rule)).toBe(false)
    }),
    { numRuns: 100 },
  )
})

test.each([
  'cn=contoso, inc root ,dc=contoso,dc=com ',
  'DC=com, DC=contoso, CN="Contoso, Inc Root"',
  'CN=Contoso\\, Inc Root,DC=contoso,DC=com',
  'DC=com+DC=contoso;CN=Contoso\\, Inc Root',
])('is the same written as %s', (written) => {
  const isQuoted = /[\\"]/.test(written)
  const name = isQuoted
    ? 'CN="Contoso, Inc Root",DC=contoso,DC=com'
    : 'CN=contoso, inc root,DC=contoso,DC=com'
  expect(isSameIssuer(written, name)).toBe(true)
})

test('is no issuer where nothing can be read', () => {
  expect(isSameIssuer('', '')).toBe(false)
  expect(isSameIssuer('Contoso', 'Contoso')).toBe(false)
})
