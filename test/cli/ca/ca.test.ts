import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { run, testWith } from '../../support/tools.ts'

const SUBJECT = '/C=DE/O=Größe & Söhne/CN=Root'

/** The commands of the article that most administrators followed. */
function opensslRoot(cwd: string, ...more: readonly string[]): void {
  const folder = join(cwd, 'ca')
  mkdirSync(folder)
  const files = ['-keyout', join(folder, 'rootCA.key'), '-out', join(folder, 'rootCA.crt')]
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    ...files,
    '-passout',
    'pass:secret',
    '-utf8',
    '-subj',
    SUBJECT,
  ]
  expect(run('openssl', [...args, '-days', '3650', ...more]).status).toBe(0)
}

/** Makes media from the root in `ca` and takes the certificate out of the PFX with openssl. */
async function leafOf(cwd: string): Promise<string> {
  const env = { CERTSTICK_CA_PASSPHRASE: 'secret', CERTSTICK_PFX_PASSWORD: 'correct horse' }
  const result = await runCommand(['new', '--upn', 'jane@contoso.com', '--key', 'ec-p256'], { cwd, env })
  expect(result).toMatchObject({ status: 0 })
  const leaf = join(cwd, 'leaf.pem')
  const pfx = join(cwd, 'output', 'jane', 'ESD-USB', 'Certs', 'jane-cba.pfx')
  const args = ['pkcs12', '-in', pfx, '-passin', 'pass:correct horse', '-nokeys', '-clcerts', '-out', leaf]
  expect(run('openssl', args).status).toBe(0)
  return leaf
}

describe('a root that openssl made', () => {
  testWith('openssl')('serves, and its certificates pass the strictest check', async () => {
    const cwd = emptyFolder()
    opensslRoot(cwd, '-addext', 'keyUsage=critical,keyCertSign,cRLSign')
    const root = join(cwd, 'ca', 'rootCA.crt')
    const verify = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', root, await leafOf(cwd)]
    expect(run('openssl', verify).stdout).toContain('leaf.pem: OK')
    expect(certstick(['ca', 'show'], { cwd }).stdout).toContain('Größe & Söhne')
  })

  testWith('openssl')('serves without a keyUsage too, and ca show says what it lacks', async () => {
    const cwd = emptyFolder()
    opensslRoot(cwd)
    const root = join(cwd, 'ca', 'rootCA.crt')
    expect(
      run('openssl', ['verify', '-purpose', 'sslclient', '-CAfile', root, await leafOf(cwd)]).stdout,
    ).toContain('OK')
    const { status, stdout } = await runCommand(['ca', 'show', '--json'], { cwd })
    expect(status).toBe(0)
    expect(
      JSON.parse(stdout)
        .findings.map(({ code }: { code: string }) => code)
        .join(),
    ).toMatch(/key-usage/)
  })

  testWith('openssl')('is opened by its passphrase only', async () => {
    const cwd = emptyFolder()
    opensslRoot(cwd)
    const args = ['new', '--yes', '--upn', 'jane@contoso.com', '--key', 'ec-p256']
    const missing = await runCommand(args, { cwd })
    expect(missing.status).toBe(2)
    expect(missing.stderr).toMatch(/--ca-passphrase-file: is missing/)
    const wrong = await runCommand(args, { cwd, env: { CERTSTICK_CA_PASSPHRASE: 'hunter2' } })
    expect(wrong.status).toBe(2)
    expect(wrong.stderr).toMatch(/--ca-passphrase-file: is wrong/)
    expect(wrong.stderr).not.toContain('hunter2')
    expect(readdirSync(cwd)).toEqual(['ca'])
    expect(
      (await runCommand([...args, '--ca-passphrase-file', '-'], { cwd, input: 'secret\n' })).status,
    ).toBe(0)
  })
})

describe('a root CA is never made by mistake', () => {
  test('where there is one, which is said before its key is created', async () => {
    const cwd = emptyFolder()
    await runCommand(['ca', 'create', '--yes', '--key', 'ec-p256'], { cwd })
    const { status, stderr } = await runCommand(['ca', 'create', '--yes'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain('--ca: a root CA, or a part of one, already exists in ca\n')
    expect(stderr).toContain('`certstick ca create --ca NEW-FOLDER`')
    expect(stderr).not.toContain('creating the key')
  })

  const NEW = ['new', '--yes', '--upn', 'jane@contoso.com', '--key', 'ec-p256']

  test.each([
    ['--ca', ['--ca', 'typo/contoso-ca'], {}],
    ['--ca, though it is the usual one', ['--ca', './ca'], {}],
    ['CERTSTICK_CA', [], { CERTSTICK_CA: 'contoso-ca' }],
  ])('in a folder that is named: %s', async (_, args, env) => {
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'users.csv'), 'upn\njane@contoso.com\n')
    for (const command of [NEW, [...NEW, '--dry-run'], ['bulk', 'users.csv', '--yes']]) {
      const { status, stderr } = await runCommand([...command, ...args], { cwd, env })
      expect(status, command.join(' ')).toBe(2)
      expect(stderr).toMatch(
        /--ca: there is no root CA in (typo[\\/]contoso-ca|ca|contoso-ca)\nhint: give the folder/,
      )
    }
    expect(readdirSync(cwd)).toEqual(['users.csv'])
    const { status } = await runCommand(['ca', 'create', '--yes', '--key', 'ec-p256', ...args], { cwd, env })
    expect(status).toBe(0)
    expect((await runCommand([...NEW, ...args], { cwd, env })).status).toBe(0)
  })

  test.each([
    [
      ['ca.crt', 'ca.key'],
      `import it: certstick ca import ${normalize('ca/ca.crt')} ${normalize('ca/ca.key')} --ca ca`,
    ],
    [['rootCA.pem'], 'found rootCA.pem: copy it as rootCA.crt, and its private key as rootCA.key'],
    [['rootCA.pfx'], `import it: certstick ca import ${normalize('ca/rootCA.pfx')} --ca ca`],
  ])('beside %j', async (names, advice) => {
    const cwd = emptyFolder()
    await runCommand(['ca', 'create', '--yes', '--key', 'ec-p256', '--ca', 'other'], { cwd })
    mkdirSync(join(cwd, 'ca'))
    for (const name of names) {
      const part = name.endsWith('.key') ? 'rootCA.key' : 'rootCA.crt'
      const bytes = name.endsWith('.pfx') ? 'a PFX' : readFileSync(join(cwd, 'other', part))
      writeFileSync(join(cwd, 'ca', name), bytes)
    }
    const commands = [NEW, [...NEW, '--dry-run'], ['ca', 'create', '--yes'], ['ca', 'show'], ['list']]
    for (const command of commands) {
      const { status, stderr } = await runCommand(command, { cwd })
      expect({ status, stderr }, command.join(' ')).toEqual({
        status: 2,
        stderr: expect.stringContaining(advice),
      })
      expect(stderr).not.toContain('certstick ca create')
    }
    expect(readdirSync(join(cwd, 'ca')).sort()).toEqual(names)
  })

  test('and of half a root the other half is looked for', async () => {
    const cwd = emptyFolder()
    await runCommand(['ca', 'create', '--yes', '--key', 'ec-p256'], { cwd })
    renameSync(join(cwd, 'ca', 'rootCA.crt'), join(cwd, 'ca', 'rootCA.pem'))
    expect((await runCommand(['ca', 'show'], { cwd })).stderr).toContain(
      'found rootCA.pem: copy it as rootCA.crt',
    )
    renameSync(join(cwd, 'ca', 'rootCA.pem'), join(cwd, 'ca', 'rootCA.crt'))
    renameSync(join(cwd, 'ca', 'rootCA.key'), join(cwd, 'ca', 'rootCA-key.pem'))
    expect((await runCommand(NEW, { cwd })).stderr).toContain('found rootCA-key.pem: copy it as rootCA.key')
  })
})

describe('ca create', () => {
  testWith('openssl')('makes an RSA-4096 root for ten years that openssl takes as one', async () => {
    const cwd = emptyFolder()
    const args = ['ca', 'create', '--name', 'Contoso Root', '--organization', 'Contoso', '--yes', '--json']
    const { status, stdout } = await runCommand(args, {
      cwd,
      env: { CERTSTICK_CA_PASSPHRASE: 'open sesame' },
    })
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      subject: expect.stringContaining('Contoso Root'),
      key: 'RSA 4096',
      findings: [],
    })
    const root = join(cwd, 'ca', 'rootCA.crt')
    const text = run('openssl', ['x509', '-in', root, '-noout', '-text']).stdout
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE/)
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/)
    expect(text).toContain('Subject Key Identifier')
    expect(run('openssl', ['verify', '-x509_strict', '-CAfile', root, root]).stdout).toContain('OK')
    const key = join(cwd, 'ca', 'rootCA.key')
    expect(readFileSync(key, 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    expect(run('openssl', ['pkey', '-in', key, '-passin', 'pass:open sesame', '-noout']).status).toBe(0)
  })

  test('never replaces a root, nor half a one', async () => {
    const cwd = emptyFolder()
    await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
    const before = readFileSync(join(cwd, 'ca', 'rootCA.key'))
    expect((await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })).status).toBe(2)
    expect(readFileSync(join(cwd, 'ca', 'rootCA.key')).equals(before)).toBe(true)
    const half = emptyFolder()
    mkdirSync(join(half, 'ca'))
    writeFileSync(join(half, 'ca', 'rootCA.crt'), readFileSync(join(cwd, 'ca', 'rootCA.crt')))
    const { status, stderr } = await runCommand(['new', '--yes', '--upn', 'jane@contoso.com'], { cwd: half })
    expect(status).toBe(2)
    expect(stderr).toContain('no rootCA.key')
    expect(readdirSync(join(half, 'ca'))).toEqual(['rootCA.crt'])
  })

  test('says what it cannot take, all at once', async () => {
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'file'), '')
    const { status, stderr } = await runCommand(
      ['ca', 'create', '--yes', '--key', 'dsa', '--crl-url', 'https://x', '--name', ' '].concat(
        '--organization',
        'Contoso\nLtd',
        '--ca-passphrase-file',
        'nowhere',
        '--ca',
        'file/ca',
      ),
      { cwd },
    )
    expect(status).toBe(2)
    for (const option of ['ca', 'ca-passphrase-file', 'key', 'crl-url', 'name', 'organization']) {
      expect(stderr).toContain(`--${option}: `)
    }
    expect(readdirSync(cwd)).toEqual(['file'])
  })
})

test('key and certificate of two roots are distinguished, and both are named', async () => {
  const [one, other] = [emptyFolder(), emptyFolder()]
  for (const cwd of [one, other]) await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })
  writeFileSync(join(one, 'ca', 'rootCA.key'), readFileSync(join(other, 'ca', 'rootCA.key')))
  const { status, stderr } = await runCommand(['new', '--yes', '--upn', 'jane@contoso.com'], { cwd: one })
  expect(status).toBe(2)
  expect(stderr).toContain('rootCA.key does not belong to rootCA.crt')
})
