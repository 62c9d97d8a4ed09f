// The policies of a tenant that nobody has changed.
import type { Wire } from './tenant.ts'

export const ALL_USERS = { id: 'all_users', targetType: 'group', isRegistrationRequired: false }

/** As a live tenant answered with the method switched off (fact sheet §2.2). */
export function untouchedPolicy(): Wire {
  return {
    '@odata.type': '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration',
    id: 'X509Certificate',
    state: 'disabled',
    certificateUserBindings: [
      binding('PrincipalName', 'userPrincipalName', 1, 'low'),
      binding('RFC822Name', 'userPrincipalName', 2, 'low'),
      binding('SubjectKeyIdentifier', 'certificateUserIds', 3, 'high'),
    ],
    authenticationModeConfiguration: {
      x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor',
      x509CertificateDefaultRequiredAffinityLevel: 'low',
      rules: [],
    },
    issuerHintsConfiguration: { state: 'disabled' },
    crlValidationConfiguration: {
      state: 'disabled',
      exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [],
    },
    certificateAuthorityScopes: [],
    includeTargets: [ALL_USERS],
    excludeTargets: [],
  }
}

export function binding(field: string, property: string, priority: number, affinity: string): Wire {
  return { x509CertificateField: field, userProperty: property, priority, trustAffinityLevel: affinity }
}

export const PASS_POLICY: Wire = {
  '@odata.type': '#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration',
  id: 'TemporaryAccessPass',
  state: 'enabled',
  defaultLifetimeInMinutes: 60,
  defaultLength: 8,
  minimumLifetimeInMinutes: 60,
  maximumLifetimeInMinutes: 480,
  isUsableOnce: false,
  includeTargets: [ALL_USERS],
  excludeTargets: [],
}
