import { readFileSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeAuthority } from '../../support/authority.ts'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { serialOf } from '../../support/inventory.ts'
import { DOWN, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

const reason = ['--reason', 'keyCompromise']

/** Two certificates for one device, where the newer took the older one's place, and one of another user. */
async function twoForOneDevice() {
  const authority = await makeAuthority()
  const older = await authority.issueTo('jane@contoso.com', 'LAPTOP-01')
  const newer = await authority.issueTo('jane@contoso.com', 'LAPTOP-01')
  const other = await authority.issueTo("o'brien#1@contoso.com")
  const states = async () => {
    const { certificates } = JSON.parse((await runCommand(['list', '--json'], authority)).stdout)
    return certificates.map(({ state }: { state: string }) => state)
  }
  return { ...authority, older, newer, other, states }
}

describe('certstick revoke', () => {
  test('takes a serial number as any tool prints it, and says what is left to do', async () => {
    const { cwd, newer, states } = await twoForOneDevice()
    const printed = newer.serialNumber.toUpperCase().replace(/..(?=.)/g, '$&:')
    const { status, stdout, stderr } = certstick(['revoke', printed, ...reason], { cwd })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain(`Revoked for keyCompromise: jane@contoso.com on LAPTOP-01, until`)
    expect(stdout).toContain('certstick crl')
    expect(stdout).toContain('certstick entra remove jane@contoso.com --disable')
    expect(stdout).toContain('PATCH /v1.0/users/jane%40contoso.com  {"accountEnabled":false}')
    expect(stdout).toContain('POST /v1.0/users/jane%40contoso.com/revokeSignInSessions')
    expect(await states()).toEqual(['superseded', 'revoked', 'issued'])
  })

  test('lists the choices where a name means several, and records nothing', async () => {
    const { cwd, older, newer, states } = await twoForOneDevice()
    const { status, stderr } = await runCommand(['revoke', 'laptop-01', ...reason], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain(newer.serialNumber)
    expect(stderr).toContain(older.serialNumber)
    expect(stderr).toMatch(/superseded/)
    expect(await states()).toEqual(['superseded', 'issued', 'issued'])
  })

  test('takes every certificate of a name with --all', async () => {
    const { cwd, states } = await twoForOneDevice()
    const { status, stdout } = await runCommand(['revoke', 'LAPTOP-01', '--all', '--json', ...reason], {
      cwd,
    })
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      reason: 'keyCompromise',
      certificates: [{ device: 'LAPTOP-01' }, { device: 'LAPTOP-01' }],
      graphRequests: [{ body: { accountEnabled: false } }, {}],
    })
    expect(await states()).toEqual(['revoked', 'revoked', 'issued'])
  })

  test('needs no key of the root', async () => {
    const { cwd, folder, states } = await twoForOneDevice()
    unlinkSync(join(folder, 'rootCA.key'))
    expect((await runCommand(['revoke', "O'BRIEN#1@contoso.com", ...reason], { cwd })).status).toBe(0)
    expect(await states()).toEqual(['superseded', 'issued', 'revoked'])
  })

  test('wants a reason, and takes none for unspecified only with --yes', async () => {
    const { cwd, other, states } = await twoForOneDevice()
    for (const args of [[], ['--reason', 'stolen']]) {
      const { status, stderr } = await runCommand(['revoke', other.serialNumber, ...args], { cwd })
      expect(status).toBe(2)
      expect(stderr).toMatch(/--reason: (is missing|stolen is not known)[\s\S]*cessationOfOperation/)
    }
    expect(await states()).toEqual(['superseded', 'issued', 'issued'])
    expect((await runCommand(['revoke', other.serialNumber, '--yes'], { cwd })).stdout).toMatch(/^Revoked: /)
  })

  test('says so where nothing can be done, and the inventory stays as it was', async () => {
    const { cwd, folder, other } = await twoForOneDevice()
    expect((await runCommand(['revoke', other.serialNumber, ...reason], { cwd })).status).toBe(0)
    const before = readFileSync(join(folder, 'inventory.db'))
    const again = await runCommand(['revoke', other.serialNumber, ...reason], { cwd })
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('was already revoked at') })
    const unknown = await runCommand(['revoke', serialOf(1), ...reason], { cwd })
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('no certificate was issued') })
    const lift = await runCommand(['revoke', other.serialNumber, '--reason', 'removeFromCRL'], { cwd })
    expect(lift).toMatchObject({ status: 2, stderr: expect.stringContaining('is not on hold') })
    expect(readFileSync(join(folder, 'inventory.db')).equals(before)).toBe(true)
    expect((await runCommand(['revoke', 'x', ...reason], { cwd: emptyFolder() })).status).toBe(2)
  })
})

testInTerminal('asks for the reason and for which of several, in a terminal', async () => {
  const { cwd, older, states } = await twoForOneDevice()
  const terminal = startInTerminal(['revoke', 'jane@contoso.com'], cwd)
  await terminal.expect('jane@contoso.com on LAPTOP-01, superseded') // whose certificates, before why
  await terminal.expect('Why')
  terminal.type(ENTER)
  await terminal.expect('Which of the 2')
  terminal.type(DOWN.repeat(2))
  terminal.type(ENTER)
  await terminal.expect('Revoke this certificate, which cannot be undone')
  terminal.type(`y${ENTER}`)
  await terminal.expect('Revoked for keyCompromise')
  expect(await terminal.exitCode()).toBe(0)
  expect(terminal.shown()).toContain(older.serialNumber)
  expect(await states()).toEqual(['revoked', 'issued', 'issued'])
})

testInTerminal(
  'offers all certificates of a name first, and asks nothing about a name that has none',
  async () => {
    const { cwd, states } = await twoForOneDevice()
    const terminal = startInTerminal(['revoke', 'LAPTOP-01'], cwd, 80)
    await terminal.expect('Why')
    terminal.type(ENTER)
    await terminal.expect('Which of the 2')
    await terminal.expect('jane@contoso.com on LAPTOP-01, superseded, until')
    expect(terminal.shown()).toMatch(/superseded, until [-\d]+\n {2}\([\da-f]{32}\)/) // broken between words
    terminal.type(ENTER)
    await terminal.expect('Revoke these 2 certificates')
    terminal.type(`y${ENTER}`)
    expect(await terminal.exitCode()).toBe(0)
    expect(await states()).toEqual(['revoked', 'revoked', 'issued'])
    const unknown = startInTerminal(['revoke', 'LAPTOP-02'], cwd)
    expect(await unknown.exitCode()).toBe(2)
    expect(unknown.shown()).toContain('no certificate was issued for LAPTOP-02')
    expect(unknown.shown()).not.toContain('Why')
  },
)

testInTerminal('revokes nothing without a yes, unless it is given as --yes', async () => {
  const { cwd, states } = await twoForOneDevice()
  const name = ["o'brien#1@contoso.com", ...reason]
  const terminal = startInTerminal(['revoke', ...name], cwd)
  await terminal.expect('Revoke this certificate, which cannot be undone')
  terminal.type(ENTER)
  expect(await terminal.exitCode()).toBe(130)
  expect(terminal.shown()).toContain('cancelled; nothing was revoked')
  expect(await states()).toEqual(['superseded', 'issued', 'issued'])
  expect(await startInTerminal(['revoke', ...name, '--yes'], cwd).exitCode()).toBe(0)
  expect(await states()).toEqual(['superseded', 'issued', 'revoked'])
})

test('names no device where there is none', async () => {
  const { cwd, other } = await twoForOneDevice()
  const { stdout } = await runCommand(['revoke', other.serialNumber, ...reason], { cwd })
  expect(stdout).toMatch(/^Revoked for keyCompromise: o'brien#1@contoso.com, until /)
})
