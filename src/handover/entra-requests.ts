// The requests to Microsoft Graph that set up certificate sign-in, as `certstick entra apply` sends them, for administrators who
// send them by hand. Each write comes after the read that it must not be sent without. Source: Microsoft Graph v1.0.
import { POLICY, TRUST } from '../entra/graph-paths.ts'
import { policyChange } from '../entra/policy-changes.ts'
import { authorityBody, CONTAINER } from '../entra/trust-changes.ts'
import { ADVANCED_QUERY, holdersPath, userPath } from '../entra/users.ts'
import { formatIssuerRule } from '../x509/certificate-user-ids.ts'
import { authorityIdentifierOf } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import type { HandoverFacts } from './facts.ts'
import { type GraphRequest, withNeed } from './graph.ts'
import type { Handover } from './handover.ts'
import { offboardingRequests } from './offboarding.ts'

/** Values of certificateUserIds by the names that the script accepts. */
export type Bindings = Readonly<Record<string, string | null>>

/** Numbered; {…} in them are for the reader to fill in. */
export function entraRequests(handover: Handover, facts: HandoverFacts, values: Bindings): GraphRequest[] {
  const user = `/v1.0${userPath(handover.userPrincipalName)}`
  const all = [
    ...bindingRequests(user, values).map(withNeed),
    ...trustRequests(handover, facts).map(withNeed),
    ...policyRequests(handover).map(withNeed),
    withNeed(passRequest(user)),
    ...offboardingRequests(handover.userPrincipalName),
    ...withdrawalRequests(user).map(withNeed),
  ]
  return all.map(({ title, ...request }, index) => ({ title: `${index + 1}. ${title}`, ...request }))
}

/** @param user path of the user */
function bindingRequests(user: string, values: Bindings): readonly GraphRequest[] {
  const best = values['SubjectKeyIdentifier'] ?? values['Sha1PublicKey'] ?? ''
  return [
    {
      title: 'The user and the values that are set. Synchronized users are changed in Active Directory',
      line: `GET ${user}?$select=id,userPrincipalName,onPremisesSyncEnabled,authorizationInfo`,
    },
    {
      title: 'Who has the value of this certificate: nobody else may',
      line: `GET /v1.0${holdersPath(best)}`,
      headers: ADVANCED_QUERY,
    },
    {
      title: 'Bind this certificate. This replaces the list: add the values that request 1 showed',
      line: `PATCH ${user}`,
      body: { authorizationInfo: { certificateUserIds: [best] } },
    },
  ]
}

function trustRequests(handover: Handover, facts: HandoverFacts): readonly GraphRequest[] {
  const trust = `/v1.0${TRUST}`
  const { subjectKeyIdentifier } = rootFacts(handover)
  const root = {
    certificate: handover.root,
    name: facts.rootName,
    thumbprint: facts.rootThumbprint,
    subjectKeyIdentifier,
    expires: facts.rootExpires,
    crlUrl: handover.crlUrl,
  }
  return [
    { title: 'The public key infrastructures of the tenant', line: `GET ${trust}?$top=100` },
    {
      title: `Only if request 4 shows none named ${CONTAINER}, because sent twice it makes two; returns an id`,
      line: `POST ${trust}`,
      body: { displayName: CONTAINER },
    },
    {
      title: 'The CAs in it, with the id of request 4 or 5',
      line: `GET ${trust}/{id}/certificateAuthorities?$top=100`,
    },
    {
      title: `Only if request 6 shows no CA with the thumbprint ${facts.rootThumbprint}: upload the root`,
      line: `POST ${trust}/{id}/certificateAuthorities`,
      body: authorityBody(root),
    },
    ...(handover.crlUrl === null
      ? []
      : [
          {
            title: 'Set the CRL URL of a root that request 6 shows, once the CRL is published',
            line: `PATCH ${trust}/{id}/certificateAuthorities/{ca}`,
            body: { certificateRevocationListUrl: handover.crlUrl },
          },
        ]),
  ]
}

/** What a tenant that was never changed has; the reader puts in what the tenant shows. */
const DEFAULT_MODE = {
  authenticationModeConfiguration: {
    x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor',
    x509CertificateDefaultRequiredAffinityLevel: 'low',
    rules: [],
  },
}

function policyRequests(handover: Handover): readonly GraphRequest[] {
  const { subjectKeyIdentifier, issuer } = rootFacts(handover)
  const group = { id: '{group}', name: '{group}' }
  const goal = {
    group,
    scopeGroup: group,
    subjectKeyIdentifier,
    issuer,
    container: CONTAINER,
    closesNames: true,
    hasCrlUrl: handover.crlUrl !== null,
  }
  const bodyOf = (aspect: 'method' | 'rule' | 'scope') => {
    return policyChange(DEFAULT_MODE, goal, [aspect])?.request.body ?? {}
  }
  const replaces = `This replaces what request ${handover.crlUrl === null ? 8 : 9} shows of it: add that`
  // Microsoft does not say whether a request without the targets keeps them.
  const withTargets = `${replaces}, and includeTargets and excludeTargets as they are`
  const line = `PATCH /v1.0${POLICY}`
  return [
    {
      title: 'The policy of certificate sign-in',
      line: `GET /v1.0${POLICY}`,
    },
    { title: `Enable it for a group. ${replaces}`, line, body: bodyOf('method') },
    { title: `Limit this CA to a group. ${withTargets}`, line, body: bodyOf('scope') },
    {
      title: `Require high affinity for this CA, once every certificate is bound by its key. ${withTargets}`,
      line,
      body: bodyOf('rule'),
    },
  ]
}

function passRequest(user: string): GraphRequest {
  return {
    title: 'A Temporary Access Pass for the first sign-in. The answer shows it once',
    line: `POST ${user}/authentication/temporaryAccessPassMethods`,
    body: { lifetimeInMinutes: 60, isUsableOnce: false },
  }
}

function withdrawalRequests(user: string): readonly GraphRequest[] {
  return [
    {
      title:
        'Take the value of this certificate away. This replaces the list: add the other values of request 1',
      line: `PATCH ${user}`,
      body: { authorizationInfo: { certificateUserIds: [] } },
    },
    {
      title: 'Withdraw the CA: none of its users can sign in from then on',
      line: `DELETE /v1.0${TRUST}/{id}/certificateAuthorities/{ca}`,
    },
  ]
}

function rootFacts({ root }: Handover): { readonly subjectKeyIdentifier: string; readonly issuer: string } {
  const facts = inspectCertificate(root)
  return {
    subjectKeyIdentifier: Buffer.from(authorityIdentifierOf(facts)).toString('hex').toUpperCase(),
    issuer: formatIssuerRule(facts.subjectDer),
  }
}
