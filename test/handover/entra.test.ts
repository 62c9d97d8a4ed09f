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
    expect(text).toContain('-notcontains $value')
  })
})

describe('the requests', () => {
  test('are the four of binding and trust, and the two of the last day', () => {
    expect(requestsOf().map(({ line }) => line.replace(/\?.*/, ''))).toEqual([
      'GET https://graph.microsoft.com/v1.0/users/jane%40yourdomain.com',
      'PATCH https://graph.microsoft.com/v1.0/users/jane%40yourdomain.com',
      'POST https://graph.microsoft.com/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations',
      'POST https://graph.microsoft.com/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{id}/certificateAuthorities',
      'PATCH https://graph.microsoft.com/v1.0/users/jane%40yourdomain.com',
      'POST https://graph.microsoft.com/v1.0/users/jane%40yourdomain.com/revokeSignInSessions',
    ])
    expect(requestsOf()[4]?.body).toEqual({ accountEnabled: false })
  })

  test('upload the root with what `certificateAuthorityDetail` requires, and with its CRL where there is one', () => {
    const [, , , upload] = requestsOf({ crlUrl: 'http://pki.contoso.com/rootCA.crl' })
    expect(upload?.body).toEqual({
      certificateAuthorityType: 'root',
      certificate: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      displayName: 'O=Größe & Söhne, CN=Contoso Root CA',
      thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
      expirationDateTime: '2035-12-31T23:59:59Z',
      certificateRevocationListUrl: 'http://pki.contoso.com/rootCA.crl',
      isIssuerHintEnabled: true,
    })
    expect(requestsOf()[3]?.body).not.toHaveProperty('certificateRevocationListUrl')
  })

  test('keep a hostile name inside its part of the path', () => {
    const { handover } = makeHandover()
    const userPrincipalName = "o'b#/../x?\r\nDELETE y@contoso.com"
    const files = entraFiles({ ...handover, userPrincipalName }, script)
    const requests = parseRequests(textOf(files, 'requests.http'))
    expect(requests).toHaveLength(6)
    expect(requests[1]?.line).toBe(
      'PATCH https://graph.microsoft.com/v1.0/users/o%27b%23%2F..%2Fx%3F%0D%0ADELETE%20y%40contoso.com',
    )
  })
})
