import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { entraFiles } from '../../src/handover/entra.ts'
import { certificateUserIds } from '../../src/x509/certificate-user-ids.ts'
import { makeHandover, textOf } from '../support/handover.ts'
import { parsesAsPowerShell } from '../support/powershell-grammar.ts'
import { type HttpRequest, parseRequests } from '../support/requests.ts'

const script = readFileSync(new URL('../../templates/handover/bind-certificate.ps1', import.meta.url))

function requestsOf(changes: Parameters<typeof makeHandover>[0] = {}): HttpRequest[] {
  return parseRequests(textOf(entraFiles(makeHandover(changes).handover, script), 'requests.http'))
}

describe('the values', () => {
  test('are those of the certificate, by the names that the script takes', () => {
    const { handover } = makeHandover()
    const ids = certificateUserIds(handover.certificate)
    const files = entraFiles(handover, script)
    expect(JSON.parse(textOf(files, 'certificate-user-ids.json'))).toEqual({
      userPrincipalName: 'jane@yourdomain.com',
      certificateUserIds: {
        SubjectKeyIdentifier: ids.subjectKeyIdentifier,
        Sha1PublicKey: ids.sha1PublicKey,
        IssuerAndSerialNumber: ids.issuerAndSerialNumber,
        PrincipalName: ids.principalName,
      },
    })
  })

  test('have the serial number with its last byte first', () => {
    const { handover } = makeHandover({ serialNumber: '48efa06ba8127299499b069f133441b2' })
    const values = textOf(entraFiles(handover, script), 'certificate-user-ids.json')
    expect(values).toContain('<SR>b24134139f069b49997212a86ba0ef48"')
  })

  test('have the names that the script knows', () => {
    const files = entraFiles(makeHandover().handover, script)
    const choices = /ValidateSet\((.*)\)/.exec(script.toString())?.[1]?.match(/\w+/g)
    const { certificateUserIds: values } = JSON.parse(textOf(files, 'certificate-user-ids.json'))
    expect(choices).toEqual(Object.keys(values))
  })
})

describe('the script', () => {
  test('is PowerShell, in ASCII, since Windows PowerShell takes bare bytes for the code page', async () => {
    expect(await parsesAsPowerShell(script.toString())).toBe(true)
    expect(script.every((byte) => byte < 0x80)).toBe(true)
  })

  test('reads the list before it writes one, merges, and refuses past ten', () => {
    const text = script.toString()
    expect(text.indexOf('-Method GET')).toBeLessThan(text.indexOf('-Method PATCH'))
    expect(text).toMatch(/\$limit = 10\b/)
    expect(text).toMatch(/-gt \$limit\) \{\s*throw/)
    expect(text).toContain('-contains $value')
  })
})

describe('the requests', () => {
  const lines = (requests: readonly HttpRequest[]) => requests.map(({ line }) => line.replace(/\?.*/, ''))
  const user = '{{graph}}/v1.0/users/jane%40yourdomain.com'
  const trust = '{{graph}}/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations'
  const policy =
    '{{graph}}/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate'
  const withCrl = { crlUrl: 'http://pki.contoso.com/rootCA.crl' }

  test('are those of binding, trust and policy, each write after its read, and of the end', () => {
    expect(lines(requestsOf(withCrl))).toEqual([
      `GET ${user}`,
      'GET {{graph}}/v1.0/users',
      `PATCH ${user}`,
      `GET ${trust}`,
      `POST ${trust}`,
      `GET ${trust}/{id}/certificateAuthorities`,
      `POST ${trust}/{id}/certificateAuthorities`,
      `PATCH ${trust}/{id}/certificateAuthorities/{ca}`,
      `GET ${policy}`,
      `PATCH ${policy}`,
      `PATCH ${policy}`,
      `PATCH ${policy}`,
      `POST ${user}/authentication/temporaryAccessPassMethods`,
      `PATCH ${user}`,
      `POST ${user}/revokeSignInSessions`,
      `PATCH ${user}`,
      `DELETE ${trust}/{id}/certificateAuthorities/{ca}`,
    ])
    expect(requestsOf(withCrl)[13]?.body).toEqual({ accountEnabled: false })
    expect(requestsOf(withCrl)[1]?.headers).toContain('ConsistencyLevel: eventual')
  })

  test('name the permission and the role, and the request whose answer they need, by its number', () => {
    for (const changes of [withCrl, {}]) {
      const requests = requestsOf(changes)
      for (const [index, { title, line, body }] of requests.entries()) {
        expect(title).toMatch(new RegExp(`^${index + 1}\\. `))
        if (!line.startsWith('GET')) expect(title).toMatch(/[A-Z]\w+\.\w+.*; [A-Z]\w+/)
        const named = Number(/what request (\d+) shows/.exec(title)?.[1] ?? 0)
        if (named > 0) expect(requests[named - 1]?.line).toBe(`GET ${policy}`)
        if (line === `PATCH ${policy}`) {
          expect(body).toMatchObject({
            '@odata.type': '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration',
          })
          const namesTargets = JSON.stringify(body).includes('includeTargets":[{"targetType')
          expect(title.includes('includeTargets and excludeTargets as they are')).toBe(!namesTargets)
        }
      }
    }
  })

  test('upload the root with what `certificateAuthorityDetail` requires, and with its CRL where there is one', () => {
    const upload = requestsOf(withCrl)[6]
    expect(upload?.body).toEqual({
      certificateAuthorityType: 'root',
      certificate: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      displayName: 'O=Größe & Söhne, CN=Contoso Root CA',
      thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
      issuerSubjectKeyIdentifier: expect.stringMatching(/^[0-9A-F]{40}$/),
      expirationDateTime: '2035-12-31T23:59:59Z',
      certificateRevocationListUrl: 'http://pki.contoso.com/rootCA.crl',
      isIssuerHintEnabled: false,
    })
    expect(requestsOf()[6]?.body).not.toHaveProperty('certificateRevocationListUrl')
    expect(requestsOf()).toHaveLength(16)
  })

  test('keep a hostile name inside its part of the path', () => {
    const { handover } = makeHandover()
    const userPrincipalName = "o'b#/../x?\r\nDELETE y@contoso.com"
    const files = entraFiles({ ...handover, userPrincipalName }, script)
    const requests = parseRequests(textOf(files, 'requests.http'))
    expect(requests).toHaveLength(16)
    expect(requests[2]?.line).toBe(
      'PATCH {{graph}}/v1.0/users/o%27b%23%2F..%2Fx%3F%0D%0ADELETE%20y%40contoso.com',
    )
  })
})
