// A goal for `entra apply`, and a client of the double, without the command line.
import { type ApplyGoal, planApply } from '../../src/entra/apply-plan.ts'
import { carryOut, type Outcome } from '../../src/entra/carry-out.ts'
import { PARTS } from '../../src/entra/change.ts'
import { GraphClient } from '../../src/entra/client.ts'
import { findEndpoints } from '../../src/entra/clouds.ts'
import { Secret } from '../../src/secret.ts'
import { certificateUserIds } from '../../src/x509/certificate-user-ids.ts'
import { thumbprint } from '../../src/x509/identifiers.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { fullGrant } from '../entra-double/control.ts'
import type { Double } from '../entra-double/double.ts'
import { issueToken } from '../entra-double/login.ts'
import { makeClient, makeRoot, oneYearFromNow } from './roots.ts'
import { frozenRandom } from './world.ts'

const root = makeRoot({ commonName: 'Contoso Root CA', organization: null })
/** Anna's. */
export const { certificate: CERTIFICATE } = makeClient(root, {
  userPrincipalName: 'anna@contoso.com',
  ...oneYearFromNow(),
})
export const SKI = (inspectCertificate(root.certificate).subjectKeyIdentifier ?? '').toUpperCase()
export const VALUE = certificateUserIds(CERTIFICATE).subjectKeyIdentifier ?? ''
export const noWait = async (): Promise<void> => {}

/** Anna is bound, and everything is set up for the group. */
export function makeGoal(group: { readonly id: string; readonly displayName: string }): ApplyGoal {
  const found = { id: group.id, name: group.displayName }
  return {
    root: {
      certificate: root.certificate,
      thumbprint: thumbprint(root.certificate),
      subjectKeyIdentifier: SKI,
      name: 'CN=Contoso Root CA',
      expires: '2035-12-31T23:59:59Z',
      crlUrl: null,
    },
    issuer: 'CN=Contoso Root CA',
    users: [{ userPrincipalName: 'anna@contoso.com', values: [VALUE], unknown: 0 }],
    others: [],
    group: found,
    scopeGroup: found,
    parts: PARTS,
    allowAdmin: false,
    checkCrl: async () => null,
  }
}

/** Of an administrator who may do everything; it does not wait. */
export function clientOf({ graphUrl, tenant }: Double): GraphClient {
  const endpoints = findEndpoints(null, { CERTSTICK_GRAPH_URL: graphUrl })
  const token = new Secret(issueToken(tenant, fullGrant(tenant)))
  return new GraphClient(endpoints, token, {
    env: {},
    now: () => new Date(),
    random: frozenRandom(),
    wait: noWait,
  })
}

/** With the changes of the sign-in policy. */
export async function applyAll(client: GraphClient, goal: ApplyGoal): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const one of (await planApply(client, goal)).changes)
    outcomes.push(await carryOut(client, one, { wait: noWait }))
  return outcomes
}
