// Two administrators at once: Graph cannot keep them from creating a thing twice, so the run that sees it says so.
import { expect, test } from 'vitest'
import { entraDesk } from '../../support/entra.ts'

const TRUST = '/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations'

test('a container that another administrator created at the same moment is named at the end', async () => {
  const desk = await entraDesk()
  await desk.employ('anna@contoso.com')
  const requests = [{ method: 'POST', path: TRUST, body: { displayName: 'certstick' } }]
  desk.double.graph.faults.set([{ kind: 'meanwhile', when: 'after', match: `^POST ${TRUST}$`, requests }])
  const { status, stderr } = await desk.confirmed('apply', '--only', 'trust')
  expect(status).toBe(0)
  expect(stderr).toContain('note: 2 containers are named certstick: delete all but one')
  expect(desk.double.tenant.trust.map(({ authorities }) => authorities.length).sort()).toEqual([0, 1])
  const again = await desk.confirmed('apply', '--only', 'trust')
  expect(again.stdout).toContain('Nothing to do.')
  expect(again.stdout).toContain('note: 2 containers are named certstick')
})

test('the end of a run that made nothing twice has no such note', async () => {
  const desk = await entraDesk()
  await desk.employ('anna@contoso.com')
  expect((await desk.confirmed('apply', '--only', 'trust')).stderr).not.toContain('note: ')
})
