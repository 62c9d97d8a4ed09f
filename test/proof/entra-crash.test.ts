// `certstick entra apply` is killed at every write, before and after Entra carried it out, and at any moment; the next run
// finishes what is left, and sends nothing twice.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startCertstick } from '../support/cli.ts'
import { type EntraDesk, entraDesk } from '../support/entra.ts'
import { countKills } from '../support/kills.ts'
import { seededRandom } from '../support/seed.ts'

const KILLS = 20
const WRITES = ['POST .*Configurations$', 'POST .*Authorities$', 'PATCH .*/users/', 'PATCH .*x509'] as const

async function office(): Promise<EntraDesk> {
  const desk = await entraDesk()
  const anna = await desk.employ('anna@contoso.com', { certificateUserIds: ['X509:<PN>a'] })
  await desk.employ('bob@contoso.com')
  desk.group('CBA pilot', anna)
  return desk
}

const start = ({ ca, env, double }: EntraDesk) =>
  startCertstick(
    [
      ...['entra', 'apply', '--group', 'CBA pilot', '--scope-group', 'CBA pilot', '--with-policy'],
      ...['--yes', '--tenant-id', double.tenant.id],
    ],
    { cwd: ca.cwd, env },
  )

async function expectWhole(desk: EntraDesk): Promise<void> {
  const { double } = desk
  expect(await start(desk).ended).toMatchObject({ status: 0 })
  const { tenant } = double
  expect(tenant.trust).toMatchObject([{ displayName: 'certstick', authorities: [{}] }])
  expect(tenant.trust[0]?.authorities).toHaveLength(1)
  const values = [...tenant.users.values()].flatMap(({ certificateUserIds }) => certificateUserIds)
  expect(values.sort()).toEqual([
    'X509:<PN>a',
    expect.stringContaining('<SKI>'),
    expect.stringContaining('<SKI>'),
  ])
  expect(tenant.policy).toMatchObject({ state: 'enabled', certificateAuthorityScopes: [{}] })
  expect(await start(desk).ended).toMatchObject({ stdout: expect.stringContaining('Nothing to do.') })
}

test.each(WRITES.flatMap((match) => [[match, 'before'] as const, [match, 'after'] as const]))(
  'a kill while %s is on its way, %s Entra carried it out, leaves nothing twice',
  async (match, when) => {
    const desk = await office()
    const { graph } = desk.double
    graph.faults.set([{ kind: 'pause', when, match: `^${match}` }])
    const { child, ended } = start(desk)
    await graph.paused()
    child.kill('SIGKILL')
    expect(await ended).toMatchObject({ status: null })
    graph.resume()
    graph.faults.set([])
    await expectWhole(desk)
  },
  60_000,
)

test(`${KILLS} kills at any moment leave nothing twice`, async () => {
  const random = seededRandom('entra-crash')
  const counts = countKills()
  for (let kill = 0; kill < KILLS; kill++) {
    const desk = await office()
    desk.double.graph.faults.set([{ kind: 'slow', milliseconds: 10, times: 0 }])
    const { child, ended } = start(desk)
    await sleep(300 + random() * 1500)
    child.kill('SIGKILL')
    const { status } = await ended
    const writes = desk.writes().length
    counts[status === 0 ? 'after' : writes === 0 ? 'before' : 'within'] += 1
    desk.double.graph.faults.set([])
    await sleep(50) // what had arrived is carried out
    await expectWhole(desk)
  }
}, 300_000)
