import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeAuthority } from '../../support/authority.ts'
import { certstick, runCommand } from '../../support/cli.ts'
import { type Answer, startLoopback } from '../../support/loopback.ts'

describe('crl check', () => {
  test('accepts what was published, refuses what is older than the inventory, and names what is served instead', async () => {
    const { cwd, folder, issueTo, inventory } = await makeAuthority()
    await issueTo('jane@contoso.com')
    let answer: Answer = { status: 404 }
    const { url } = await startLoopback(({ path }) =>
      path === '/old.crl' ? { status: 302, headers: { Location: '/rootCA.crl' } } : answer,
    )
    const check = (...more: string[]) => runCommand(['crl', 'check', `${url}/rootCA.crl`, ...more], { cwd })

    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    await inventory.write((writer) => writer.reserveCrlNumber(0n)) // as of a run that could not write its list
    answer = { body: readFileSync(join(folder, 'rootCA.crl')) }
    const good = await check()
    expect(good).toMatchObject({ status: 0, stderr: '' })
    expect(good.stdout).toContain('Entra ID will accept it.')
    const moved = await runCommand(['crl', 'check', `${url}/old.crl`], { cwd })
    expect(moved).toMatchObject({ status: 0, stderr: '' })
    expect(moved.stdout).toContain('Entra ID will accept it, if it follows to that address.')
    const json = JSON.parse((await check('--json')).stdout)
    expect(json).toMatchObject({ crl: { crlNumber: '1', entries: 0 }, findings: [] })

    expect((await runCommand(['revoke', 'jane@contoso.com', '--yes'], { cwd })).status).toBe(0)
    expect((await runCommand(['crl'], { cwd })).status).toBe(0)
    const old = await check()
    expect(old.status).toBe(3)
    expect(old.stdout).toContain('error: crl-number-fell')

    answer = { body: readFileSync(join(folder, 'rootCA.crl.pem')) }
    const pem = await check('--json')
    expect({
      status: pem.status,
      codes: JSON.parse(pem.stdout).findings.map((one: { code: string }) => one.code),
    }).toEqual({
      status: 3,
      codes: ['crl-not-der'],
    })
  })

  test('takes the URL of the CA where none is given, and asks for one where the CA has none', async () => {
    const { cwd } = await makeAuthority()
    const { status, stderr } = await runCommand(['crl', 'check'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain('url: is missing')
    const { url } = await startLoopback(() => ({ status: 503 }))
    const other = await makeAuthority({ crlUrl: `${url}/rootCA.crl` })
    const { status: found, stdout } = await runCommand(['crl', 'check'], { cwd: other.cwd })
    expect(found).toBe(3)
    expect(stdout).toMatch(/crl-unreachable: .* answers 503, not 200/)
    expect(stdout).toContain('hint: publish rootCA.crl there, on a host that anybody can reach over http')
  })

  test.each([
    ['https://pki.contoso.com/a.crl', 'is not http'],
    ['pki.contoso.com/a.crl', 'is not a URL'],
  ])('fetches nothing from %s, which no certificate may name', async (url, why) => {
    const { cwd } = await makeAuthority()
    const { status, stdout, stderr } = await runCommand(['crl', 'check', url], { cwd })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`error: url: .* ${why}\nhint: write .*http://`))
  })

  test('works in a process of its own, and takes --ca after the URL', async () => {
    const { cwd, folder } = await makeAuthority()
    expect(certstick(['crl', '--ca', folder], { cwd }).status).toBe(0)
    const nowhere = certstick(['crl', 'check', 'http://127.0.0.1:1/a.crl', '--ca', folder, '--json'], {
      cwd: '/',
    })
    expect(nowhere.status).toBe(3)
    expect(JSON.parse(nowhere.stdout).findings).toMatchObject([{ code: 'crl-unreachable' }])
  })
})
