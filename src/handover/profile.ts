// The configuration profile (.mobileconfig) that installs root and identity on a Mac in one step.
// Source: Apple's device-management schema, `TopLevel`, `com.apple.security.root`, `com.apple.security.pkcs12`,
// `com.apple.security.identitypreference`.
import { CERTAUTH_HOSTS } from '../entra/clouds.ts'
import { UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { handoverFacts } from './facts.ts'
import { type Handover, type HandoverPfx, pfxFileName, ROOT_FILE } from './handover.ts'
import { isXmlText, type PlistValue, renderPlist } from './plist.ts'
import { uuidOf } from './uuid.ts'

/** @throws UserError wrong-input: XML cannot represent the password */
export function renderProfile(handover: Handover, pfx: HandoverPfx, password: Secret | null): string {
  if (password !== null && !isXmlText(password.reveal())) {
    throw new UserError('wrong-input', 'the password has a character that a profile cannot contain', {
      hint: 'leave out --include-password; macOS then asks for the password',
    })
  }
  const { userPrincipalName, certificate, root } = handover
  const { validUntil, rootName } = handoverFacts(handover)
  const payloads: PlistValue[] = [
    {
      ...payloadHead('com.apple.security.root', uuidOf('root', root)),
      PayloadDisplayName: rootName,
      PayloadCertificateFileName: ROOT_FILE,
      PayloadContent: root,
    },
    {
      ...payloadHead('com.apple.security.pkcs12', uuidOf('identity', certificate)),
      PayloadDisplayName: `Sign-in certificate of ${userPrincipalName}`,
      PayloadCertificateFileName: pfxFileName(handover),
      PayloadContent: pfx.bytes,
      ...(password === null ? {} : { Password: password.reveal() }),
      AllowAllAppsAccess: false,
      KeyIsExtractable: pfx.exportable,
    },
    ...(pfx.autoSelect ? preferences(certificate) : []),
  ]
  return renderPlist({
    ...payloadHead('Configuration', uuidOf('profile', certificate), thumbprint(certificate)),
    PayloadDisplayName: `Certificate sign-in for ${userPrincipalName}`,
    PayloadDescription: `Lets ${userPrincipalName} sign in with a certificate, until ${validUntil}.`,
    PayloadScope: 'User',
    PayloadRemovalDisallowed: false,
    PayloadContent: payloads,
  })
}

/** For Safari, which then does not ask. A leading `*` stands for any subdomain: security(1), `set-identity-preference`. */
function preferences(certificate: Uint8Array): PlistValue[] {
  const names = CERTAUTH_HOSTS.flatMap((host) => [`https://${host}/`, `*.${host}`])
  return names.map((name) => ({
    ...payloadHead('com.apple.security.identitypreference', uuidOf(`preference ${name}`, certificate)),
    PayloadDisplayName: `Certificate for ${name}`,
    Name: name,
    PayloadCertificateUUID: uuidOf('identity', certificate),
  }))
}

/** Keys that every payload has. */
function payloadHead(type: string, uuid: string, name = uuid): Readonly<Record<string, PlistValue>> {
  return {
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: `certstick.${name.toLowerCase()}`,
    PayloadUUID: uuid,
  }
}
