// A tenant that is set up for the CA of an `EntraDesk`: the method on for a group, the root in the trust store, a CRL published.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueCrl } from '../../src/authority/issue-crl.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import type { Authority, Group, User, Wire } from '../entra-double/tenant.ts'
import type { EntraDesk } from './entra.ts'

export interface SetUpTenant {
  readonly authority: Authority
  readonly group: Group
  /** Issues the next CRL, and publishes it unless told otherwise. */
  readonly publish: () => Promise<Uint8Array>
}

/** @param members of the group that the method is on for */
export async function setUpTenant(desk: EntraDesk, ...members: readonly User[]): Promise<SetUpTenant> {
  const { double, ca } = desk
  const group = desk.group('CBA users', ...members)
  double.tenant.policy['state'] = 'enabled'
  double.tenant.policy['includeTargets'] = [
    { id: group.id, targetType: 'group', isRegistrationRequired: false },
  ]
  const authority = authorityOf(ca.issuer.certificate, `${double.webUrl}/rootCA.crl`)
  double.tenant.trust.push({ id: randomUUID(), displayName: 'certstick', authorities: [authority] })
  const publish = async (): Promise<Uint8Array> => {
    const { store, inventory, issuer, folder } = ca
    await issueCrl({ store, inventory, issuer, folder, copy: null, days: 30 }, new Date())
    const body = readFileSync(join(folder, 'rootCA.crl'))
    double.files.set('/rootCA.crl', { body })
    return body
  }
  await publish()
  return { authority, group, publish }
}

export function authorityOf(certificate: Uint8Array, crlUrl: string | null): Authority {
  const { subjectKeyIdentifier, notAfter } = inspectCertificate(certificate)
  return {
    id: randomUUID(),
    deletedDateTime: null,
    certificateAuthorityType: 'root',
    certificate: Buffer.from(certificate).toString('base64'),
    displayName: 'Root',
    issuer: 'Root',
    issuerSubjectKeyIdentifier: subjectKeyIdentifier?.toUpperCase() ?? null,
    createdDateTime: '2026-11-01T08:00:00Z',
    expirationDateTime: notAfter.toISOString(),
    thumbprint: '',
    certificateRevocationListUrl: crlUrl,
    deltaCertificateRevocationListUrl: null,
    isIssuerHintEnabled: false,
  }
}

/** Part of the policy, to be changed. */
export function modeOf({ double }: EntraDesk): Wire {
  return double.tenant.policy['authenticationModeConfiguration'] as Wire
}
