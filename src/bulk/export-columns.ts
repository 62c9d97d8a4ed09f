// Columns of the tables of users that administrators export, so that an export is taken as it is. Names are compared without
// case, spaces and punctuation.
// Sources: Microsoft Entra admin center, "Download users", "Download members" and the templates of its bulk operations;
// Microsoft 365 admin center, "Export users"; what Export-Csv writes of Get-MgUser (properties and relationships of `user` in
// Microsoft Graph v1.0), Get-EntraUser, Get-AzureADUser and Get-ADUser.

import type { Finding } from '../finding.ts'
import { isGuestName } from '../request/user-principal-name.ts'

/**
 * `User principal name`, `userPrincipalName` and `UserPrincipalName` are one name; the templates of Entra have it as
 * `User name [userPrincipalName] Required`.
 */
export function columnKey(name: string): string {
  const property = /\[(\w+)\]/.exec(name)?.[1] ?? name
  return property.toLowerCase().replace(/[\s_\-/().@]/g, '')
}

/** In the place of `upn`. */
export const UPN_KEY = 'userprincipalname'

const ENTRA =
  'displayName surname mail givenName id objectId userType jobTitle department accountEnabled usageLocation streetAddress state country officeLocation physicalDeliveryOfficeName city postalCode telephoneNumber mobile mobilePhone authenticationAlternativePhoneNumber authenticationEmail alternateEmailAddress ageGroup consentProvidedForMinor legalAgeGroupClassification companyName creationType directorySynced invitationState identityIssuer createdDateTime onPremisesSyncEnabled userPrincipalName objectType isUser isGroup isGuest passwordProfile'
const MICROSOFT_365 =
  'blockCredential blockSignIn city countryRegion countryOrRegion department dirSyncEnabled displayName fax firstName lastName lastDirSyncTime lastPasswordChangeTimeStamp licenseAssignmentDetails licenses mobilePhone oathTokenMetadata objectId office passwordNeverExpires phoneNumber postalCode preferredDataLocation preferredLanguage proxyAddresses releaseTrack softDeletionTimeStamp state stateOrProvince streetAddress strongPasswordRequired title usageLocation whenCreated alternateEmailAddresses alternateEmailAddress'
const GRAPH =
  'aboutMe activities assignedLicenses assignedPlans authentication authorizationInfo birthday businessPhones country createdDateTime customSecurityAttributes deletedDateTime deviceEnrollmentLimit employeeHireDate employeeId employeeLeaveDateTime employeeOrgData employeeType externalUserState externalUserStateChangeDateTime faxNumber hireDate identities imAddresses infoCatalogs interests isManagementRestricted isResourceAccount lastPasswordChangeDateTime licenseAssignmentStates mailNickname mailboxSettings mySite onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesUserPrincipalName otherMails passwordPolicies pastProjects preferredName print provisionedPlans responsibilities schools securityIdentifier serviceProvisioningErrors settings showInAddressList signInActivity signInSessionsValidFromDateTime skills additionalProperties odataType'
const GRAPH_RELATIONSHIPS =
  'adhocCalls agreementAcceptances appRoleAssignments calendar calendarGroups calendars calendarView chats cloudClipboard contactFolders contacts createdObjects dataSecurityAndGovernance deviceManagementTroubleshootingEvents directReports drive drives employeeExperience events extensions followedSites inferenceClassification insights invitedBy joinedTeams licenseDetails mailFolders managedAppRegistrations managedDevices manager memberOf messages oauth2PermissionGrants onenote onlineMeetings onPremisesSyncBehavior outlook ownedDevices ownedObjects people permissionGrants photo photos planner presence registeredDevices scopedRoleMemberOf solutions sponsors teamwork todo transitiveMemberOf'
const AZURE_AD =
  'extensionProperty deletionTimestamp facsimileTelephoneNumber isCompromised immutableId provisioningErrors refreshTokensValidFromDateTime signInNames sipProxyAddress userState userStateChangedOn'
const ACTIVE_DIRECTORY = 'dn cn distinguishedName enabled name objectClass objectGuid samAccountName sid'

const EXPORTS = [ENTRA, MICROSOFT_365, GRAPH, GRAPH_RELATIONSHIPS, AZURE_AD, ACTIVE_DIRECTORY]
const PASSED_OVER: readonly string[] = EXPORTS.join(' ').toLowerCase().split(' ')

/** Whether the column of an export says nothing that a stick needs. */
export function isExportColumn(name: string): boolean {
  return PASSED_OVER.includes(columnKey(name))
}

/** True and false as Excel writes them in English, German, French, Spanish, Italian, Dutch, Portuguese and Scandinavian. */
const YES = ['true', 'yes', 'wahr', 'vrai', 'verdadero', 'vero', 'waar', 'verdadeiro', 'sant', 'sann', 'sand']
const NO = ['false', 'falsch', 'faux', 'falso', 'onwaar', 'falskt', 'usann', 'falsk']

/** What an export, or the name itself, says against a stick for this user. Each is a warning. */
export function objectionsTo({ header, record, row, upn }: ExportRow): Finding[] {
  const value = (...keys: readonly string[]): string[] =>
    record
      .filter((_, index) => keys.includes(columnKey(header[index] ?? '')))
      .map((cell) => cell.trim().toLowerCase())
  // The template of Entra asks the other way round: "Block sign in (Yes/No) [accountEnabled]".
  const isBlocked = record.some(
    (cell, index) => /^block/i.test(header[index]?.trim() ?? '') && YES.includes(cell.trim().toLowerCase()),
  )
  const isDisabled = isBlocked || value('accountenabled', 'enabled').some((cell) => NO.includes(cell))
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
