// `certstick entra apply`: its plan, its confirmation, and what it carries out.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fetchCrl } from '../../entra-double/control.ts'
import { decide } from '../../entra-double/oracle.ts'
import type { Tenant, Wire } from '../../entra-double/tenant.ts'
import { entraOffice } from '../../support/entra.ts'
import { expectMode } from '../../support/modes.ts'
import { ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

const TRUST = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations'
const POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate'

const rulesOf = ({ policy }: Tenant): readonly Wire[] =>
  (policy['authenticationModeConfiguration'] as Wire)['rules'] as readonly Wire[]

describe('certstick entra apply', () => {
  test('shows its plan and changes nothing where nobody confirms', async () => {
    const desk = await entraOffice()
    const { status, stdout, stderr } = await desk.entra('apply', '--group', 'CBA pilot')
    expect(status).toBe(0)
    expect(stdout).toContain('+ container certstick')
    expect(stdout).toMatch(/\+ Anna\.Berg@contoso\.com: X509:<SKI>[0-9A-F]{40}/)
    expect(stdout).toContain('Changes of the sign-in policy, which are carried out only with --with-policy:')
    expect(stdout).toContain('+ certificate sign-in is on')
    expect(stdout).toContain('- for everybody')
    expect(stdout).toContain('proved against a stand-in for Entra ID only')
    expect(stderr).toContain('nothing was changed, because there is no terminal')
    expect(desk.writes()).toEqual([])
  })

  test('adds trust and values, leaves the policy alone, and then has nothing to do', async () => {
    const desk = await entraOffice()
    const { tenant } = desk.double
    const policy = structuredClone(tenant.policy)
    const { status, stdout } = await desk.confirmed('apply', '--group', 'CBA pilot')
    expect({ status, stdout }).toMatchObject({ status: 0 })
    expect(tenant.trust).toMatchObject([
      { displayName: 'certstick', authorities: [{ certificateAuthorityType: 'root' }] },
    ])
    const [authority] = tenant.trust[0]?.authorities ?? []
    expect(authority?.issuerSubjectKeyIdentifier).toMatch(/^[0-9A-F]{40}$/)
    expect(authority?.isIssuerHintEnabled).toBe(false)
    expect(desk.anna.certificateUserIds).toEqual([
      'X509:<PN>old@contoso.com',
      expect.stringMatching(/^X509:<SKI>[0-9A-F]{40}$/),
    ])
    expect(tenant.policy).toEqual(policy)
    expect(desk.writes()).toHaveLength(4)
    const again = await desk.confirmed('apply')
    expect(again.stdout).not.toMatch(/^\+ (?:container|root|Anna)/m)
    expect(desk.writes()).toHaveLength(4)
  })

  test('with --with-policy lets exactly the group in, by the key only, and then has nothing to do', async () => {
    const desk = await entraOffice()
    const { double, ca } = desk
    const certificate = (await ca.issueTo('Anna.Berg@contoso.com', 'LAPTOP-01')).certificate
    const ask = (name: string) => decide(double.tenant, { certificate, name }, fetchCrl)
    expect(await ask('anna.berg@contoso.com')).toMatchObject({ code: 'no-link' })
    const args = ['apply', '--group', 'CBA pilot', '--scope-group', 'CBA pilot', '--with-policy'] as const
    const { status, stderr } = await desk.confirmed(...args)
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(await ask('anna.berg@contoso.com')).toMatchObject({ signsIn: true, field: 'SubjectKeyIdentifier' })
    expect(await ask('bob@contoso.com')).toMatchObject({ signsIn: false })
    expect(await desk.entra('check', 'Anna.Berg@contoso.com')).toMatchObject({ status: 0 })
    expect(await desk.entra('check', 'bob@contoso.com')).toMatchObject({ status: 3 })
    const { tenant } = double
    expect(tenant.policy['includeTargets']).toMatchObject([{ targetType: 'group' }])
    expect(rulesOf(tenant)).toMatchObject([{ x509CertificateRequiredAffinityLevel: 'high' }])
    expect(desk.writes().at(-1)).toBe(`PATCH ${POLICY}`)
    const count = desk.writes().length
    expect((await desk.confirmed(...args)).stdout).toContain('Nothing to do.')
    expect(desk.writes()).toHaveLength(count)
  })

  test('limits the scope right after the upload where the method is on already', async () => {
    const desk = await entraOffice()
    desk.double.tenant.policy['state'] = 'enabled'
    await desk.confirmed('apply', '--scope-group', 'CBA pilot', '--with-policy')
    const kinds = desk.writes().map((line) => (line.includes('/users/') ? 'value' : line))
    expect(kinds.map((line) => line.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual([
      `POST ${TRUST}`,
      `POST ${TRUST}/ID/certificateAuthorities`,
      `PATCH ${POLICY}`,
      'value',
      'value',
      `PATCH ${POLICY}`,
    ])
  })

  test('keeps the former state beside the inventory, for its owner only, without token or certificate', async () => {
    const desk = await entraOffice()
    await desk.confirmed('apply', '--group', 'CBA pilot', '--with-policy')
    const [name = ''] = readdirSync(desk.ca.folder).filter((file) => file.startsWith('entra-before-'))
    const path = join(desk.ca.folder, name)
    const text = readFileSync(path, 'utf8')
    expectMode(path, 0o600)
    expect(JSON.parse(text)).toMatchObject({
      tenant: { displayName: 'Contoso' },
      before: {
        users: [{ certificateUserIds: ['X509:<PN>old@contoso.com'] }, { certificateUserIds: [] }],
        x509Certificate: { state: 'disabled' },
      },
    })
    expect(text).not.toContain(desk.token)
    expect(text).not.toContain('MII')
  })

  test('prints requests and undo as JSON, without the certificate', async () => {
    const desk = await entraOffice()
    const { stdout } = await desk.entra('apply', '--group', 'CBA pilot', '--json')
    const plan = JSON.parse(stdout)
    const policy = plan.changes.at(-1)
    expect(policy).toMatchObject({ part: 'method', changesSignInPolicy: true, outcome: 'left-out' })
    expect(policy.request.body).toMatchObject({ state: 'enabled', '@odata.type': expect.any(String) })
    expect(policy.undo.body).toMatchObject({ state: 'disabled', includeTargets: [{ id: 'all_users' }] })
    expect(stdout).not.toContain('MII')
    expect(plan.provedAgainstRealTenant).toBe(false)
  })

  test('says that no real tenant has seen the policy changes for as long as docs/proved.md says so', async () => {
    const proved = readFileSync(new URL('../../../docs/proved.md', import.meta.url), 'utf8')
    const row = proved.split('\n').find((line) => line.includes('`entra apply --with-policy`')) ?? ''
    const desk = await entraOffice()
    const { stdout } = await desk.entra('apply', '--group', 'CBA pilot')
    expect(stdout.includes('No test of certstick has changed a real tenant')).toBe(row.includes('| double |'))
  })

  test('stops at an error, says how much is left and where the former state is, and goes on when run again', async () => {
    const desk = await entraOffice()
    desk.double.graph.faults.set([{ kind: 'status', status: 400, match: '^PATCH .*/users/' }])
    const { status, stderr } = await desk.confirmed('apply')
    expect(status).toBe(1)
    expect(stderr).toContain('done: upload the root CA')
    expect(stderr).toMatch(
      /note: 2 of 4 changes are known to be made, and nothing was taken back; .*entra-before-/,
    )
    expect((await desk.confirmed('apply')).stdout).toContain('2 changes made in Contoso')
    expect(desk.double.tenant.trust).toHaveLength(1)
  })

  test('reports what it has made, although the trust store cannot be read a last time', async () => {
    const desk = await entraOffice()
    await desk.confirmed('apply', '--only', 'trust')
    const { faults } = desk.double.graph
    faults.set([{ kind: 'pause', when: 'after', match: '^PATCH .*/users/' }])
    const applied = desk.confirmed('apply', 'bob@contoso.com')
    await desk.double.graph.paused()
    faults.set([{ kind: 'status', status: 500, match: `^GET .*${TRUST}`, times: 0 }])
    desk.double.graph.resume()
    const { status, stdout, stderr } = await applied
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('note: the trust store could not be read again: '),
    })
    expect(stdout).toContain('1 change made in Contoso, and read back.')
  })

  testInTerminal('changes nothing unless the tenant’s name is typed', async () => {
    const desk = await entraOffice()
    const start = () => startInTerminal(['entra', 'apply'], desk.ca.cwd, 100, desk.env)
    const wrong = start()
    await wrong.expect('Type the tenant’s name, Contoso, to go on')
    wrong.type(`contoso${ENTER}`)
    await wrong.expect('it is Contoso; to change nothing, leave it empty')
    wrong.type(`${'\x7f'.repeat('contoso'.length)}${ENTER}`)
    expect(await wrong.exitCode()).toBe(130)
    expect(desk.writes()).toEqual([])
    const right = start()
    await right.expect('Type the tenant’s name, Contoso, to go on')
    right.type(`contoso${ENTER}`)
    await right.expect('it is Contoso')
    right.type(`${'\x7f'.repeat('contoso'.length)}Contoso${ENTER}`)
    expect(await right.exitCode()).toBe(0)
    expect(right.shown()).toContain('4 changes made in Contoso, and read back.')
    expect(desk.writes()).toHaveLength(4)
  })

  testInTerminal('takes a name that has more blanks than are seen as it is read', async () => {
    const desk = await entraOffice()
    desk.double.tenant.displayName = ' Contoso \u00a0 Ltd.\t'
    const terminal = startInTerminal(['entra', 'apply'], desk.ca.cwd, 100, desk.env)
    await terminal.expect('Type the tenant’s name, Contoso Ltd., to go on')
    terminal.type(`Contoso Ltd.${ENTER}`)
    expect(await terminal.exitCode()).toBe(0)
    expect(desk.writes()).toHaveLength(4)
  })

  testInTerminal('takes no empty answer for a name that shows nothing, and asks for the id', async () => {
    const desk = await entraOffice()
    desk.double.tenant.displayName = '\u200b'
    const terminal = startInTerminal(['entra', 'apply'], desk.ca.cwd, 120, desk.env)
    await terminal.expect(`Type the tenant’s name, ${desk.double.tenant.id}, to go on`)
    terminal.type(ENTER)
    expect(await terminal.exitCode()).toBe(130)
    expect(desk.writes()).toEqual([])
  })

  testInTerminal('breaks no line of the plan inside a word', async () => {
    const desk = await entraOffice()
    const terminal = startInTerminal(['entra', 'apply'], desk.ca.cwd, 80, desk.env)
    await terminal.expect('Type the tenant’s name')
    terminal.type(ENTER)
    await terminal.exitCode()
    const plan = terminal.shown().split('Type the tenant’s name')[0] ?? ''
    expect(plan).toContain('note: ')
    const long = plan.split('\n').filter((line) => line.trimEnd().length > 80)
    for (const line of long) expect(line.trim()).toMatch(/^(?:PATCH )?\S+$/) // an address cannot be broken
  })
})
