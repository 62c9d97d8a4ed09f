// Columns of the tables of users that administrators export, so that an export is taken as it is. Names are compared without
// case, spaces and punctuation.
// Sources: Microsoft Entra admin center, "Download users"; Microsoft 365 admin center, "Export users"; Microsoft Graph v1.0,
// properties of `user`, which Get-MgUser with Export-Csv writes.

import type { Finding } from '../finding.ts'
import { isGuestName } from '../request/user-principal-name.ts'

/** `User principal name`, `userPrincipalName` and `UserPrincipalName` are one name. */
export function columnKey(name: string): string {
  return name.toLowerCase().replace(/[\s_\-/().]/g, '')
}

/** In the place of `upn`. */
export const UPN_KEY = 'userprincipalname'

const ENTRA =
  'displayName surname mail givenName id objectId userType jobTitle department accountEnabled usageLocation streetAddress state country officeLocation city postalCode telephoneNumber mobilePhone alternateEmailAddress ageGroup consentProvidedForMinor legalAgeGroupClassification companyName creationType directorySynced invitationState identityIssuer createdDateTime onPremisesSyncEnabled userPrincipalName'
const MICROSOFT_365 =
  'blockCredential blockSignIn city countryRegion countryOrRegion department dirSyncEnabled displayName fax firstName lastName lastDirSyncTime lastPasswordChangeTimeStamp licenseAssignmentDetails licenses mobilePhone oathTokenMetadata objectId office passwordNeverExpires phoneNumber postalCode preferredDataLocation preferredLanguage proxyAddresses releaseTrack softDeletionTimeStamp state stateOrProvince streetAddress strongPasswordRequired title usageLocation whenCreated alternateEmailAddresses alternateEmailAddress'
const GRAPH =
  'aboutMe activities assignedLicenses assignedPlans authentication authorizationInfo birthday businessPhones calendar country createdDateTime customSecurityAttributes deletedDateTime employeeHireDate employeeId employeeLeaveDateTime employeeOrgData employeeType externalUserState externalUserStateChangeDateTime faxNumber hireDate identities imAddresses infoCatalogs interests isManagementRestricted isResourceAccount lastPasswordChangeDateTime licenseAssignmentStates mailNickname mailboxSettings manager mySite onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesUserPrincipalName otherMails passwordPolicies passwordProfile pastProjects preferredName provisionedPlans responsibilities schools securityIdentifier serviceProvisioningErrors showInAddressList signInActivity signInSessionsValidFromDateTime skills additionalProperties'

const PASSED_OVER: readonly string[] = [ENTRA, MICROSOFT_365, GRAPH].join(' ').toLowerCase().split(' ')

/** Whether the column of an export says nothing that a stick needs. */
export function isExportColumn(name: string): boolean {
  return PASSED_OVER.includes(columnKey(name))
}

/** What an export, or the name itself, says against a stick for this user. Each is a warning. */
export function objectionsTo({ header, record, row, upn }: ExportRow): Finding[] {
  const value = (...keys: readonly string[]): string[] =>
    record
      .filter((_, index) => keys.includes(columnKey(header[index] ?? '')))
      .map((cell) => cell.trim().toLowerCase())
  const isDisabled =
    value('accountenabled').includes('false') || value('blockcredential', 'blocksignin').includes('true')
  const isGuest = value('usertype').includes('guest') || isGuestName(upn ?? '')
  const named = (text: string): string => `row ${row}: ${upn ?? ''} ${text}`
  return [
    ...(isDisabled ? [{ ...DISABLED, message: named(DISABLED.message) }] : []),
    ...(isGuest ? [{ ...GUEST, message: named(GUEST.message) }] : []),
  ]
}

interface ExportRow {
  readonly header: readonly string[]
  readonly record: readonly string[]
  readonly row: number
  readonly upn: string | undefined
}

const DISABLED = {
  severity: 'warning',
  code: 'account-disabled',
  message: 'is disabled, and cannot sign in with any certificate',
  hint: 'enable the account in Entra ID, or remove the row',
} as const

const GUEST = {
  severity: 'warning',
  code: 'guest-user',
  message: 'is a guest, who signs in at the home tenant, which does not know this certificate',
  hint: 'remove the row, or give the user an account in your tenant',
} as const
