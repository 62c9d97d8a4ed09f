// Paths of Microsoft Graph below `/v1.0`, and other texts that are the same in every tenant.

/** The policy of certificate sign-in. */
export const POLICY =
  '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate'

/** The public key infrastructures: the trust store. */
export const TRUST = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations'

/** CAs that were deleted in the last thirty days. */
export const DELETED = '/directory/deletedItems/microsoft.graph.certificateAuthorityDetail'

/** The id of everybody, where the policy has the id of a group. */
export const EVERYBODY = 'all_users'
