// `ca set` and `ca passphrase`: what can be changed of a CA that is in use.
import { createPrivateKey } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { replacePassphrase } from '../../../src/authority/store-passphrase.ts'
import { Secret } from '../../../src/secret.ts'
import { makeAuthority } from '../../support/authority.ts'
import { runCommand } from '../../support/cli.ts'
import { testWithLinks } from '../../support/links.ts'
import { expectMode } from '../../support/modes.ts'
import { CTRL_C, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'
import { run, testWith } from '../../support/tools.ts'

const URL_OF_CRL = 'http://pki.contoso.com/rootCA.crl'

function opensWith(folder: string, passphrase: string): boolean {
  try {
    createPrivateKey({ key: readFileSync(join(folder, 'rootCA.key')), passphrase })
    return true
  } catch {
    return false
  }
}

describe('ca set --crl-url', () => {
  test('gives a URL to a CA that was created without one, and to its next certificates', async () => {
    const { cwd, folder } = await makeAuthority()
    const { status, stdout } = await runCommand(['ca', 'set', '--crl-url', URL_OF_CRL], { cwd })
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining(URL_OF_CRL) })
    expect(JSON.parse((await runCommand(['ca', 'show', '--json'], { cwd })).stdout).crlUrl).toBe(URL_OF_CRL)
    const made = await runCommand(['new', 'jane@contoso.com', '--yes', '--key', 'ec-p256', '--json'], { cwd })
    const { serialNumber } = JSON.parse(made.stdout).receipt
    const exported = await runCommand(['export', serialNumber, '--to', 'entra', '--json'], { cwd })
    const requests = readFileSync(join(JSON.parse(exported.stdout).folder, 'requests.http'), 'utf8')
    expect(requests).toContain(`"certificateRevocationListUrl": "${URL_OF_CRL}"`)
    expect(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')).inventoryId).toMatch(
      /^[0-9a-f]{32}$/,
    )
    expect((await runCommand(['ca', 'set', '--no-crl-url', '--json'], { cwd })).stdout).toBe(
      '{\n  "crlUrl": null\n}\n',
    )
  })

  test('gives one to a root that was brought along, without settings or inventory', async () => {
    const { cwd, folder, inventory } = await makeAuthority()
    inventory.close()
    for (const name of ['settings.json', 'inventory.db']) renameSync(join(folder, name), join(cwd, name))
    expect((await runCommand(['ca', 'set', '--crl-url', URL_OF_CRL], { cwd })).status).toBe(0)
    expect((await runCommand(['crl'], { cwd })).stdout).toContain(`as ${URL_OF_CRL}`)
  })

  test.each([
    [['--crl-url', 'https://pki.contoso.com/rootCA.crl'], 'is not http'],
    [['--crl-url', ''], 'is not a URL'],
    [[], '--crl-url: is missing'],
  ])('refuses %j and changes nothing', async (args, message) => {
    const { cwd, folder } = await makeAuthority({ crlUrl: URL_OF_CRL })
    const before = readFileSync(join(folder, 'settings.json'))
    const { status, stderr } = await runCommand(['ca', 'set', ...args], { cwd })
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) })
    expect(readFileSync(join(folder, 'settings.json'))).toEqual(before)
  })
})

describe('ca passphrase', () => {
  testWith('openssl')('sets a passphrase and changes it, and openssl opens the key with it', async () => {
    const { cwd, folder } = await makeAuthority()
    writeFileSync(join(cwd, 'first.txt'), '\ufeffgeheim-ä\r\n') // as Notepad and PowerShell write it
    writeFileSync(join(cwd, 'second.txt'), 'better\n')
    chmodSync(join(folder, 'rootCA.key'), 0o644)
    const set = await runCommand(['ca', 'passphrase', '--new-passphrase-file', 'first.txt'], { cwd })
    expect(set).toMatchObject({ status: 0, stdout: expect.stringContaining('is now encrypted') })
    expect(set.stdout + set.stderr).not.toContain('geheim')
    const opens = (passphrase: string): boolean =>
      run('openssl', ['pkey', '-in', join(folder, 'rootCA.key'), '-noout', '-passin', `pass:${passphrase}`])
        .status === 0
    expect([opens('geheim-ä'), opens('better')]).toEqual([true, false])
    expectMode(join(folder, 'rootCA.key'), 0o600)
    const files = ['--ca-passphrase-file', 'first.txt', '--new-passphrase-file', '-']
    expect((await runCommand(['ca', 'passphrase', ...files], { cwd, input: 'better\n' })).status).toBe(0)
    expect([opens('geheim-ä'), opens('better')]).toEqual([false, true])
    const signed = await runCommand(['crl', '--ca-passphrase-file', 'second.txt'], { cwd })
    expect(signed.status).toBe(0)
  })

  test('refuses what cannot be a passphrase, a wrong one and two from standard input, and leaves the key', async () => {
    const { cwd, folder } = await makeAuthority()
    writeFileSync(join(cwd, 'empty.txt'), '\n')
    writeFileSync(join(cwd, 'right.txt'), 'right\n')
    const passphrase = (...args: readonly string[]) => runCommand(['ca', 'passphrase', ...args], { cwd })
    expect((await passphrase('--new-passphrase-file', 'right.txt')).status).toBe(0)
    const before = readFileSync(join(folder, 'rootCA.key'))
    const old = ['--ca-passphrase-file', 'right.txt']
    const refused = [
      await passphrase('--new-passphrase-file', 'right.txt'),
      await passphrase(...old),
      await passphrase(...old, '--new-passphrase-file', 'empty.txt'),
      await passphrase(...old, '--new-passphrase-file', 'absent.txt'),
      await passphrase('--ca-passphrase-file', '-', '--new-passphrase-file', '-'),
    ]
    expect(refused.map(({ status }) => status)).toEqual([2, 2, 2, 2, 2])
    expect(
      refused.map(({ stderr }) => /--(?:ca|new)-passphrase-file: [^\n]*|cannot give two/.exec(stderr)?.[0]),
    ).toEqual([
      '--ca-passphrase-file: is missing',
      '--new-passphrase-file: is missing',
      '--new-passphrase-file: is empty',
      expect.stringContaining('--new-passphrase-file: absent.txt cannot be read'),
      'cannot give two',
    ])
    expect(readFileSync(join(folder, 'rootCA.key'))).toEqual(before)
    expect(readdirSync(folder)).not.toContain('rootCA.key.new')
  })

  test('is done by one process at a time, and never over a key that another has replaced', async () => {
    const { folder, issuer } = await makeAuthority()
    const bytes = readFileSync(join(folder, 'rootCA.key'))
    const opened = { bytes, privateKey: issuer.privateKey }
    writeFileSync(join(folder, 'rootCA.key.new'), 'of another process')
    const replace = () => replacePassphrase(folder, opened, new Secret('mine'))
    expect(replace).toThrow(/rootCA\.key\.new already exists/)
    expect(readFileSync(join(folder, 'rootCA.key.new'), 'utf8')).toBe('of another process')
    renameSync(join(folder, 'rootCA.key.new'), join(folder, 'rootCA.key'))
    expect(replace).toThrow(/was replaced by another process/)
    expect(readFileSync(join(folder, 'rootCA.key'), 'utf8')).toBe('of another process')
    expect(readdirSync(folder)).not.toContain('rootCA.key.new')
  })

  testWithLinks('does not encrypt a link in the place of the key that it leads to', async () => {
    const { cwd, folder } = await makeAuthority()
    const key = join(folder, 'rootCA.key')
    renameSync(key, join(cwd, 'elsewhere.key'))
    symlinkSync(join(cwd, 'elsewhere.key'), key)
    writeFileSync(join(cwd, 'new.txt'), 'new\n')
    const { status, stderr } = await runCommand(['ca', 'passphrase', '--new-passphrase-file', 'new.txt'], {
      cwd,
    })
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('is a link to the key') })
    expect(opensWith(folder, '')).toBe(true)
  })

  testInTerminal('asks for the old passphrase, and twice for the new one', async () => {
    const { cwd, folder } = await makeAuthority()
    const first = startInTerminal(['ca', 'passphrase'], cwd)
    await first.expect('New passphrase of rootCA.key')
    first.type(`k7q${ENTER}`)
    await first.expect('Type it again')
    first.type(`k7q${ENTER}`)
    expect(await first.exitCode()).toBe(0)
    expect(opensWith(folder, 'k7q')).toBe(true)
    const second = startInTerminal(['ca', 'passphrase'], cwd)
    await second.expect('Passphrase of rootCA.key')
    second.type(`k7q${ENTER}`)
    await second.expect('New passphrase of rootCA.key')
    second.type(CTRL_C)
    expect(await second.exitCode()).toBe(130)
    expect(opensWith(folder, 'k7q')).toBe(true)
    expect(first.shown() + second.shown()).not.toContain('k7q')
  })
})
