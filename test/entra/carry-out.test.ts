// Changes of the tenant under the ways in which Entra and the network go wrong, against the double.
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type ApplyGoal, planApply } from '../../src/entra/apply-plan.ts'
import { carryOut, type Outcome } from '../../src/entra/carry-out.ts'
import type { GraphClient } from '../../src/entra/client.ts'
import { UserError } from '../../src/errors.ts'
import { type Double, startDouble } from '../entra-double/double.ts'
import { addGroup, addUser, type Group, type User } from '../entra-double/tenant.ts'
import { applyAll, clientOf, makeGoal, VALUE, noWait as wait } from '../support/entra-goal.ts'

const TRUST = 'certificateBasedAuthConfigurations'

let double: Double
let anna: User
let pilot: Group
let goal: ApplyGoal
let client: GraphClient

beforeEach(async () => {
  double = await startDouble()
  onTestFinished(() => double.close())
  anna = addUser(double.tenant, { userPrincipalName: 'anna@contoso.com', certificateUserIds: ['X509:<PN>a'] })
  pilot = addGroup(double.tenant, { displayName: 'Pilot', members: [anna.id] })
  client = clientOf(double)
  goal = makeGoal(pilot)
})

const apply = (by = client): Promise<Outcome[]> => applyAll(by, goal)

/** The whole set-up, once. */
function expectSetUp(): void {
  const { tenant } = double
  expect(tenant.trust).toMatchObject([{ displayName: 'certstick', authorities: [{}] }])
  expect(tenant.trust[0]?.authorities).toHaveLength(1)
  expect(anna.certificateUserIds).toEqual(['X509:<PN>a', VALUE])
  expect(tenant.policy).toMatchObject({
    state: 'enabled',
    includeTargets: [{ id: pilot.id }],
    certificateAuthorityScopes: [{ publicKeyInfrastructureIdentifier: 'certstick' }],
    authenticationModeConfiguration: { rules: [{ x509CertificateRequiredAffinityLevel: 'high' }] },
  })
}

describe('a set-up', () => {
  test('is whole although copies of Entra lag, and although every list comes in pages of one', async () => {
    double.graph.lag.reads = 3
    double.graph.paging.forced = 1
    expect(await apply()).toEqual(['done', 'done', 'done', 'done'])
    expectSetUp()
  })

  test('is whole although a copy of Entra does not find what was created just now', async () => {
    double.graph.faults.set([
      { kind: 'status', status: 404, match: '^POST .*certificateAuthorities$', times: 3 },
      { kind: 'status', status: 404, match: '^PATCH .*/users/', times: 1 },
    ])
    await apply()
    expectSetUp()
  })

  test('ends where it is never found, and says what was not found', async () => {
    double.graph.faults.set([
      { kind: 'status', status: 404, match: '^POST .*certificateAuthorities$', times: 0 },
    ])
    await expect(apply()).rejects.toThrow('Microsoft Graph does not find POST /v1.0/directory/')
    expect(double.tenant.trust).toMatchObject([{ authorities: [] }])
  })

  test('is whole although Entra throttles and is busy', async () => {
    double.graph.faults.set([
      { kind: 'throttle', match: '^POST ', times: 2 },
      { kind: 'status', status: 503, match: '^(?:GET|PATCH) ', times: 4 },
    ])
    await apply()
    expectSetUp()
  })

  test.each([
    ...[`^POST .*${TRUST}$`, '^POST .*certificateAuthorities$', '^PATCH .*/users/', '^PATCH .*x509'].map(
      (match) => ({ kind: 'lose-answer', match }) as const,
    ),
    { kind: 'lose-answer', match: `^POST .*${TRUST}$`, status: 504 },
    { kind: 'lose-answer', match: '^POST .*certificateAuthorities$', status: 502 },
    { kind: 'lose-answer', match: '^PATCH .*x509', status: 500 },
  ] as const)(
    'sends nothing twice where the answer to $match is lost, or is that of a gateway ($status)',
    async (fault) => {
      double.graph.lag.reads = 2
      double.graph.faults.set([fault])
      await apply()
      expectSetUp()
      const writes = double.seen.filter(
        ({ method, url }) => method === 'POST' && url.pathname.includes(TRUST),
      )
      expect(writes).toHaveLength(2)
    },
  )

  test('stops where the connection broke before a request arrived, and goes on when it is run again', async () => {
    double.graph.faults.set([{ kind: 'drop', match: '^POST .*certificateAuthorities$' }])
    await expect(apply()).rejects.toThrow('got no answer')
    expect(double.tenant.trust[0]?.authorities).toEqual([])
    expect(double.tenant.policy['state']).toBe('disabled')
    await apply()
    expectSetUp()
    expect(await apply()).toEqual([])
  })

  test('takes what another administrator did meanwhile for done', async () => {
    const { changes } = await planApply(client, goal)
    await apply(clientOf(double))
    for (const one of changes) expect(await carryOut(client, one, { wait })).toBe('done-meanwhile')
    expectSetUp()
  })

  test('stops where the tenant has become another than the plan showed', async () => {
    const { changes } = await planApply(client, goal)
    double.tenant.policy['state'] = 'enabled'
    const policy = changes.at(-1)
    if (policy === undefined) throw new Error('no plan')
    await expect(carryOut(client, policy, { wait })).rejects.toThrow('has changed since the plan was shown')
    expect(double.tenant.policy['includeTargets']).toMatchObject([{ id: 'all_users' }])
  })

  test('keeps what another administrator adds between the look and the write of the next run', async () => {
    const { changes } = await planApply(client, goal)
    anna.certificateUserIds.push('X509:<PN>theirs')
    const targets = [{ id: 'all_users' }, { id: addGroup(double.tenant, { displayName: 'B' }).id }]
    double.tenant.policy['excludeTargets'] = targets
    for (const one of changes) await carryOut(client, one, { wait })
    expect(anna.certificateUserIds).toEqual(expect.arrayContaining(['X509:<PN>theirs', 'X509:<PN>a']))
    expect(double.tenant.policy['excludeTargets']).toEqual(targets)
  })

  test('is whole although another administrator replaces the same list at the same moment', async () => {
    const body = { authorizationInfo: { certificateUserIds: ['X509:<PN>a', 'X509:<PN>theirs'] } }
    const requests = [{ method: 'PATCH', path: `/v1.0/users/${anna.id}`, body }]
    double.graph.faults.set([{ kind: 'meanwhile', when: 'after', match: '^PATCH .*/users/', requests }])
    await apply()
    expect(anna.certificateUserIds).toEqual([
      'X509:<PN>a',
      'X509:<PN>theirs',
      expect.stringContaining('<SKI>'),
    ])
  })

  test.each([
    { kind: 'throttle', retryAfter: 9, match: '^PATCH .*/users/' },
    { kind: 'drop', match: '^PATCH .*/users/' },
  ] as const)(
    'keeps what another administrator adds while it waits to write again ($kind)',
    async (fault) => {
      double.graph.faults.set([fault])
      const waited: number[] = []
      const addTheirs = async (ms: number): Promise<void> => {
        if (waited.push(ms) === 1) anna.certificateUserIds.push('X509:<PN>theirs')
      }
      const { changes } = await planApply(client, { ...goal, parts: ['user'] })
      for (const one of changes) expect(await carryOut(client, one, { wait: addTheirs })).toBe('done')
      expect(anna.certificateUserIds).toEqual(['X509:<PN>a', 'X509:<PN>theirs', VALUE])
      if (fault.kind === 'throttle') expect(waited[0]).toBe(9000)
    },
  )

  test('of two administrators at once ends whole, and names what both of them made', async () => {
    const ends = await Promise.allSettled([apply(), apply(clientOf(double))])
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
    expect(failures.filter((reason) => !(reason instanceof UserError))).toEqual([])
    await apply()
    const { tenant } = double
    expect(anna.certificateUserIds).toEqual(['X509:<PN>a', VALUE])
    expect(tenant.policy).toMatchObject({ state: 'enabled', includeTargets: [{ id: pilot.id }] })
    const rules = (tenant.policy['authenticationModeConfiguration'] as { rules: unknown[] }).rules
    expect(rules).toHaveLength(1)
    const roots = tenant.trust.flatMap(({ authorities }) => authorities).length
    expect(roots).toBeGreaterThan(0)
    const { notes, changes } = await planApply(client, goal)
    expect(changes).toEqual([])
    expect(notes.filter((note) => note.includes('all but one'))).toHaveLength(
      [tenant.trust.length, roots].filter((count) => count > 1).length,
    )
  })
})

test('a user whose values are not shown is not written, because a write replaces them', async () => {
  const body = JSON.stringify({ value: [{ id: anna.id, userPrincipalName: anna.userPrincipalName }] })
  double.graph.faults.set([{ kind: 'status', status: 200, body, match: '^GET /v1.0/users\\?', times: 0 }])
  const { changes, obstacles } = await planApply(client, { ...goal, parts: ['user'] })
  expect(changes).toEqual([])
  expect(obstacles).toMatchObject([{ message: 'the token does not show the values that the user has' }])
})

describe('the token', () => {
  const sentElsewhere = (): unknown[] =>
    double.seen.filter(({ at, headers }) => at === 'web' && headers['authorization'] !== undefined)

  test.each(['redirect', 'foreign-next-link'] as const)('goes to no other host by a %s', async (kind) => {
    const token = [...double.tenant.tokens.keys()].at(-1) ?? 'none'
    double.graph.faults.set([{ kind, to: double.webUrl, match: `^GET .*${TRUST}`, times: 0 }])
    const error: unknown = await apply().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(token)
    expect(double.seen.filter(({ at }) => at === 'web')).toEqual([])
    expect(sentElsewhere()).toEqual([])
  })
})
