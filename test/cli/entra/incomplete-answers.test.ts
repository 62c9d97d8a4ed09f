// Answers that are JSON and lack what every answer of their kind has: nothing is concluded from them, and nothing is written.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { entraDesk } from '../../support/entra.ts'
import { setUpTenant } from '../../support/entra-tenant.ts'

const BODIES = ['{}', '{"value":null}', '{"value":{"id":"1"}}', '{"id":5,"state":"enabled"}'] as const
const READS = {
  organization: 'GET /v1.0/organization\\?',
  'list of containers': 'GET .*certificateBasedAuthConfigurations\\?',
  'list of root CAs': 'GET .*certificateAuthorities\\?',
  policy: 'GET .*x509Certificate',
  'list of users': 'GET /v1.0/users\\?.*userPrincipalName',
  'look for who has a value': 'GET /v1.0/users\\?.*certificateUserIds',
} as const

test.each(Object.entries(READS))('`apply` writes nothing after an incomplete %s', async (_, match) => {
  const desk = await entraDesk()
  const anna = await desk.employ('anna@contoso.com')
  desk.group('CBA pilot', anna)
  desk.double.tenant.trust.push({ id: randomUUID(), displayName: 'certstick', authorities: [] })
  for (const body of BODIES) {
    desk.double.graph.faults.set([{ kind: 'status', status: 200, body, match, times: 0 }])
    const { status, stdout, stderr } = await desk.confirmed('apply', '--group', 'CBA pilot', '--with-policy')
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain('Microsoft Graph gave an answer without')
  }
  expect(desk.writes()).toEqual([])
})

const CHECKED = { ...READS, memberships: 'POST .*checkMemberGroups', user: 'GET /v1.0/users/' } as const

test.each(Object.entries(CHECKED).filter(([, match]) => !match.includes('users\\?')))(
  '`check` concludes nothing from an incomplete %s',
  async (_, match) => {
    const desk = await entraDesk()
    const anna = await desk.employ('anna@contoso.com')
    await setUpTenant(desk, anna)
    for (const body of BODIES) {
      desk.double.graph.faults.set([{ kind: 'status', status: 200, body, match, times: 0 }])
      const { status, stdout } = await desk.entra('check', 'anna@contoso.com', '--json')
      expect(status).toBe(1)
      const { findings, certificates, notLookedAt } = JSON.parse(stdout)
      const all = [...findings, ...certificates.flatMap((one: { findings: unknown[] }) => one.findings)]
      expect(all.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(certificates).toMatchObject([{ signsIn: null }])
      expect(notLookedAt.map(({ why }: { why: string }) => why).join()).toContain('gave an answer without')
    }
  },
)
