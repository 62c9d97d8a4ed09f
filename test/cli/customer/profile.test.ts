// A customer's certstick.json as commands see it: in the current folder, or in that of --profile.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { fullGrant } from '../../entra-double/control.ts'
import { startDouble } from '../../entra-double/double.ts'
import { issueToken } from '../../entra-double/login.ts'
import { emptyFolder, runCommand } from '../../support/cli.ts'

/** With a folder of the customer Contoso. */
let cwd = ''
const succeed = async (args: readonly string[], at = cwd, env = {}) => {
  const result = await runCommand(args, { cwd: at, env })
  expect({ args, status: result.status, stderr: result.status === 0 ? '' : result.stderr }).toEqual({
    args,
    status: 0,
    stderr: '',
  })
  return result
}
const writeProfile = (folder: string, values: object) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'certstick.json'), JSON.stringify(values))
}

beforeAll(async () => {
  cwd = emptyFolder()
  const contoso = ['--yes', '--name', 'Contoso', '--domain', 'contoso.com', '--contact', 'IT, +41 44']
  await succeed(['init', 'contoso', ...contoso, '--days', '30', '--key', 'ec-p256', '--store', 'user'])
})

describe('init', () => {
  test('makes the folder of a customer: defaults, schema, root CA under the customer’s name, output', async () => {
    const folder = join(cwd, 'contoso')
    expect(readdirSync(folder).sort()).toEqual(['ca', 'certstick.json', 'certstick.schema.json', 'output'])
    expect(JSON.parse(readFileSync(join(folder, 'certstick.json'), 'utf8'))).toEqual({
      $schema: './certstick.schema.json',
      ...{ name: 'Contoso', domain: 'contoso.com', contact: 'IT, +41 44', ca: 'ca', output: 'output' },
      ...{ days: 30, key: 'ec-p256', store: 'user' },
    })
    const root = JSON.parse((await succeed(['ca', 'show', '--profile', 'contoso', '--json'])).stdout)
    expect(root.subject).toBe('O=Contoso, CN=Contoso Device Sign-in Root CA')
  })

  test('puts the CRL URL into the settings of the CA, also of a root CA that exists', async () => {
    const at = emptyFolder()
    await succeed(['ca', 'create', '--yes', '--key', 'ec-p256', '--name', 'Old Root'], at)
    const url = 'http://pki.fabrikam.com/rootCA.crl'
    const { stdout } = await succeed(['init', '--yes', '--json', '--name', 'Fabrikam', '--crl-url', url], at)
    expect(JSON.parse(stdout)).toMatchObject({ root: { subject: 'CN=Old Root', crlUrl: url } })
    expect(JSON.parse(readFileSync(join(at, 'ca', 'settings.json'), 'utf8')).crlUrl).toBe(url)
    expect(readFileSync(join(at, 'certstick.json'), 'utf8')).not.toContain('http')
  })

  test('says which file to upload, and to publish the CRL before anybody signs in where there is a URL', async () => {
    const at = emptyFolder()
    await succeed(['ca', 'create', '--yes', '--key', 'ec-p256'], at)
    const url = 'http://pki.fabrikam.com/rootCA.crl'
    const { stdout } = await succeed(['init', '--yes', '--name', 'Fabrikam', '--crl-url', url], at)
    const said = stdout.replaceAll('\n', ' ')
    expect(said).toContain(`Upload ${join('ca', 'rootCA.crt')} to Entra ID as a root`)
    expect(said).toContain(`publish it as ${url}, before anybody signs in`)
    const without = emptyFolder()
    await succeed(['ca', 'create', '--yes', '--key', 'ec-p256'], without)
    expect((await succeed(['init', '--yes', '--name', 'Fabrikam'], without)).stdout).not.toContain('publish')
  })

  test('tells all that is wrong at once, and creates nothing', async () => {
    const at = emptyFolder()
    const wrong = ['--days', 'x', '--tenant', 'a b', '--crl-url', 'https://a.com/x']
    const { status, stderr } = await runCommand(['init', 'new', '--yes', ...wrong], { cwd: at })
    expect(status).toBe(2)
    for (const option of ['--name', '--days', '--tenant', '--crl-url'])
      expect(stderr).toContain(`error: ${option}: `)
    expect(readdirSync(at)).toEqual([])
  })

  test('replaces nothing: a second one is refused', async () => {
    const { status, stderr } = await runCommand(['init', 'contoso', '--yes', '--name', 'Other'], { cwd })
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('already exists') })
  })
})

describe('the defaults of a customer', () => {
  test('are taken in its folder and by --profile, and an option that is given comes first', async () => {
    await succeed(['new', 'jane@contoso.com', '--yes'], join(cwd, 'contoso'))
    await succeed(['new', 'bob@contoso.com', '--yes', '--profile', 'contoso', '--days', '60'])
    const { stdout } = await succeed(['list', '--profile', 'contoso', '--json'])
    const lasts = (JSON.parse(stdout).certificates as { notBefore: string; notAfter: string }[]).map(
      ({ notBefore, notAfter }) => Math.floor((Date.parse(notAfter) - Date.parse(notBefore)) / 86_400_000),
    )
    expect(lasts).toEqual([31, 61]) // and the day that clocks may be off
    const receipt = JSON.parse(readFileSync(join(cwd, 'contoso', 'output', 'jane', 'receipt.json'), 'utf8'))
    expect(JSON.stringify(receipt)).toContain('"user"')
    expect(existsSync(join(cwd, 'output'))).toBe(false)
  })

  test('are those of every row of a table', async () => {
    writeFileSync(join(cwd, 'users.csv'), 'upn\namy@contoso.com\n')
    await succeed(['bulk', 'users.csv', '--yes', '--profile', 'contoso'])
    expect(existsSync(join(cwd, 'contoso', 'output', 'amy', 'receipt.json'))).toBe(true)
  })

  test('serve verify, rehearse and export by name', async () => {
    await succeed(['new', 'eve@contoso.com', '--yes', '--profile', 'contoso'])
    await succeed(['verify', 'eve', '--profile', 'contoso'])
    await succeed(['rehearse', 'eve', '--profile', 'contoso'])
    await succeed(['export', 'eve', '--to', 'handover', '--profile', 'contoso'])
    const page = readFileSync(join(cwd, 'contoso', 'output', 'eve-handover', 'handover.html'), 'utf8')
    expect(page).toContain('IT, +41 44')
  })

  test('leave the CRL in the CA folder, where its own command puts it', async () => {
    await succeed(['crl', '--profile', 'contoso'])
    expect(existsSync(join(cwd, 'contoso', 'ca', 'rootCA.crl'))).toBe(true)
  })

  test('find an answer file beside certstick.json', async () => {
    const at = emptyFolder()
    writeProfile(at, { name: 'T', template: 'own.xml', key: 'ec-p256' })
    writeFileSync(join(at, 'own.xml'), '<nothing/>')
    await succeed(['ca', 'create', '--yes', '--key', 'ec-p256'], at)
    const elsewhere = emptyFolder()
    const { status, stderr } = await runCommand(['new', 'a@b.com', '--yes', '--profile', at], {
      cwd: elsewhere,
    })
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('unattend') })
  })
})

describe('the CA folder of a customer', () => {
  test('is named: new makes no root CA in it, and ca create makes one under the customer’s name', async () => {
    const at = emptyFolder()
    writeProfile(at, { name: 'Tailspin Toys' })
    const { status, stderr } = await runCommand(['new', 'a@b.com', '--yes'], { cwd: at })
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no root CA in ca'),
    })
    expect(readdirSync(at)).toEqual(['certstick.json'])
    const { stdout } = await succeed(['ca', 'create', '--yes', '--key', 'ec-p256', '--json'], at)
    expect(JSON.parse(stdout).subject).toBe('O=Tailspin Toys, CN=Tailspin Toys Device Sign-in Root CA')
  })

  test('is not mixed up with another one that the environment names', async () => {
    const env = { CERTSTICK_CA: join(cwd, 'other') }
    const { status, stderr } = await runCommand(['list', '--profile', 'contoso'], { cwd, env })
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('CERTSTICK_CA names'),
    })
    await succeed(['list', '--profile', 'contoso', '--ca', 'contoso/ca'], cwd, env)
    await succeed(['list', '--profile', 'contoso'], cwd, { CERTSTICK_CA: 'contoso/ca' })
  })
})

test('a folder without certstick.json cannot be named, and a faulty one stops every command that takes defaults from it', async () => {
  const at = emptyFolder()
  const missing = await runCommand(['list', '--profile', 'nowhere'], { cwd: at })
  expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('certstick init nowhere') })
  const empty = await runCommand(['list', '--profile', ''], { cwd: at })
  expect(empty).toMatchObject({ status: 2, stderr: expect.stringContaining('is empty') })
  writeProfile(at, { password: 'hunter2', caa: 'x' })
  const { status, stderr } = await runCommand(['new', 'a@b.com', '--yes'], { cwd: at })
  expect(status).toBe(2)
  expect(stderr).toContain('"password": looks like a secret')
  expect(stderr).toContain('"caa": is not a setting')
  expect(stderr).not.toContain('hunter2')
  mkdirSync(join(at, 'stick'))
  for (const command of [
    ['wipe', 'stick'],
    ['template', 'list'],
    ['completion', 'bash'],
  ])
    await succeed(command, at)
})

test('the tenant of a customer is that of the commands for Entra', async () => {
  const at = emptyFolder()
  writeProfile(at, { tenant: 'fabrikam.onmicrosoft.com' })
  await succeed(['ca', 'create', '--yes', '--key', 'ec-p256'], at)
  const double = await startDouble()
  onTestFinished(() => double.close())
  const env = {
    CERTSTICK_GRAPH_URL: double.graphUrl,
    CERTSTICK_LOGIN_URL: double.loginUrl,
    CERTSTICK_GRAPH_TOKEN: issueToken(double.tenant, fullGrant(double.tenant)),
  }
  const { status, stderr } = await runCommand(['entra', 'apply', '--dry-run'], { cwd: at, env })
  expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('fabrikam') })
  const { status: other } = await runCommand(['entra', 'apply', '--dry-run', '--tenant', 'contoso.com'], {
    cwd: at,
    env,
  })
  expect(other).toBe(0)
})
