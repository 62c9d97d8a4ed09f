import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseImportCommand } from '../../../src/answer-file/commands.ts'
import { inspectAnswerFile } from '../../../src/answer-file/inspect.ts'
import { certstick, emptyFolder, runCommand, startCertstick } from '../../support/cli.ts'
import { expectMode } from '../../support/modes.ts'
import { run, testWith } from '../../support/tools.ts'

/** A folder with an EC root, which is quick to make. */
async function folderWithRoot(): Promise<string> {
  const cwd = emptyFolder()
  expect((await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })).stderr).toContain(
    'a root CA was created in ca',
  )
  return cwd
}

const quick = ['--key', 'ec-p256'] as const

describe('media for one user', () => {
  const password = "pass phrase with ' and $x; and `ü"
  let cwd: string
  let out: string

  beforeAll(async () => {
    cwd = await folderWithRoot()
    writeFileSync(join(cwd, 'password.txt'), `${password}\n`)
    const args = [
      'new',
      '--upn',
      'Jane@contoso.com',
      '--device',
      'LAPTOP-01',
      '--password-file',
      'password.txt',
    ]
    const result = await runCommand([...args, '--json'], { cwd })
    expect(result).toMatchObject({ status: 0, stderr: '' })
    expect(JSON.parse(result.stdout).receipt).toMatchObject({
      userPrincipalName: 'Jane@contoso.com',
      device: 'LAPTOP-01',
    })
    expect(result.stdout).not.toContain(password)
    out = join(cwd, 'output', 'LAPTOP-01')
  })

  test('are the folder, the zip and the receipt, and nothing else', () => {
    expect(readdirSync(join(cwd, 'output'))).toEqual(['LAPTOP-01'])
    expect(readdirSync(out, { recursive: true }).map(String).sort()).toEqual([
      'ESD-USB',
      'ESD-USB/Certs',
      'ESD-USB/Certs/Jane-cba.password.txt',
      'ESD-USB/Certs/Jane-cba.pfx',
      'ESD-USB/Certs/install.ps1',
      'ESD-USB/Certs/rootCA.cer',
      'ESD-USB/autounattend.xml',
      'LAPTOP-01.zip',
      'receipt.json',
    ])
  })

  test('are for their owner only', () => {
    for (const path of readdirSync(out, { recursive: true }).map((name) => join(out, String(name))))
      expectMode(path, statSync(path).isDirectory() ? 0o700 : 0o600)
  })

  test('carry the password in the command and beside the script, and nowhere else', () => {
    const facts = inspectAnswerFile(readFileSync(join(out, 'ESD-USB', 'autounattend.xml')))
    expect(facts.architectures).toEqual(['amd64'])
    const commands = facts.commands.flatMap(({ path }) => parseImportCommand(path) ?? [])
    expect(commands.map((command) => command.password.reveal())).toEqual([password])
    expect(readFileSync(join(out, 'ESD-USB', 'Certs', 'Jane-cba.password.txt'), 'utf8')).toBe(password)
    for (const path of [join(out, 'receipt.json'), join(cwd, 'ca', 'inventory.db')]) {
      expect(readFileSync(path, 'utf8')).not.toContain('pass phrase')
    }
  })

  testWith('unzip', 'diff')('are the same in the zip, by another program', () => {
    const unpacked = emptyFolder()
    expect(run('unzip', ['-q', join(out, 'LAPTOP-01.zip'), '-d', unpacked]).status).toBe(0)
    expect(run('diff', ['-r', unpacked, join(out, 'ESD-USB')])).toMatchObject({ status: 0, stdout: '' })
  })

  testWith('openssl')('hold a certificate that openssl takes for TLS client authentication', () => {
    const pfx = join(out, 'ESD-USB', 'Certs', 'Jane-cba.pfx')
    const leaf = join(cwd, 'leaf.pem')
    const args = ['pkcs12', '-in', pfx, '-passin', `file:${join(cwd, 'password.txt')}`, '-nokeys', '-clcerts']
    expect(run('openssl', [...args, '-out', leaf]).status).toBe(0)
    const root = join(cwd, 'ca', 'rootCA.crt')
    const verify = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', root, leaf]
    expect(run('openssl', verify).stdout).toContain('leaf.pem: OK')
    const text = run('openssl', ['x509', '-in', leaf, '-noout', '-text', '-nameopt', 'utf8']).stdout
    expect(text).toContain('CN=Jane@contoso.com')
    expect(text).toContain('Jane@contoso.com')
    expect(text).toContain('TLS Web Client Authentication')
  })

  test('have a receipt whose hashes are those of the files', () => {
    const receipt = JSON.parse(readFileSync(join(out, 'receipt.json'), 'utf8')) as {
      files: Record<string, string>
    }
    const { 'Certs/Jane-cba.password.txt': ofPassword, ...hashes } = receipt.files
    expect(ofPassword).toMatch(/^not hashed/) // a hash of the password alone would let it be guessed
    for (const [path, hash] of Object.entries(hashes)) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(out, 'ESD-USB', path)))
          .digest('hex'),
      ).toBe(hash)
    }
    const certs = ['Jane-cba.password.txt', 'Jane-cba.pfx', 'install.ps1', 'rootCA.cer'].map(
      (name) => `Certs/${name}`,
    )
    expect(Object.keys(receipt.files)).toEqual([...certs, 'autounattend.xml'])
  })

  test('are recorded: intended before issued', () => {
    const { stdout } = certstick(['list', '--history', 'LAPTOP-01', '--json'], { cwd })
    const [{ events }] = JSON.parse(stdout).certificates
    expect(events.map(({ kind }: { kind: string }) => kind)).toEqual(['intended', 'issued'])
  })

  test('are not replaced without --force, and with it as a whole', () => {
    const args = ['new', '--upn', 'jane@contoso.com', '--device', 'LAPTOP-01', ...quick, '--yes']
    const refused = certstick(args, { cwd })
    expect(refused).toMatchObject({ status: 2, stdout: '' })
    expect(refused.stderr).toContain('already exists')
    expect(certstick([...args, '--force'], { cwd }).status).toBe(0)
    expect(existsSync(join(out, 'ESD-USB', 'Certs', 'Jane-cba.pfx'))).toBe(false)
    expect(existsSync(join(out, 'ESD-USB', 'Certs', 'jane-cba.pfx'))).toBe(true)
  })

  test('are not put beside those of a name that Windows takes for the same', async () => {
    const args = ['new', '--upn', 'jane@contoso.com', '--device', 'laptop-01', ...quick, '--yes']
    const refused = await runCommand(args, { cwd })
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('LAPTOP-01')
    writeFileSync(join(cwd, 'users.csv'), 'upn,device\njane@contoso.com,laptop-01\n')
    expect(await runCommand(['bulk', 'users.csv', ...quick], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/row 2: .*LAPTOP-01/),
    })
    expect(readdirSync(join(cwd, 'output'))).toEqual(['LAPTOP-01'])
  })

  test('are never replaced with what somebody put beside them, in their folder or on their stick', async () => {
    const args = ['new', '--upn', 'jane@contoso.com', '--device', 'LAPTOP-01', ...quick, '--yes', '--force']
    for (const path of ['notes.txt', 'ESD-USB/drivers/net.inf', 'ESD-USB/Certs/other-cba.pfx']) {
      mkdirSync(dirname(join(out, path)), { recursive: true })
      writeFileSync(join(out, path), 'mine')
      for (const command of [args, ['regenerate', 'LAPTOP-01']]) {
        const { status, stderr } = await runCommand(command, { cwd })
        expect(status).toBe(2)
        expect(stderr).toContain(`contains other files: ${path}`)
      }
      rmSync(join(out, path))
    }
    writeFileSync(join(out, 'ESD-USB', 'Thumbs.db'), 'nobody’s')
    expect((await runCommand(args, { cwd })).status).toBe(0)
  })

  test('are never put in the place of a file', async () => {
    writeFileSync(join(cwd, 'output', 'FILE'), 'mine')
    const args = ['new', '--upn', 'jane@contoso.com', '--device', 'FILE', ...quick, '--yes', '--force']
    expect(await runCommand(args, { cwd })).toMatchObject({ status: 2 })
    expect(readFileSync(join(cwd, 'output', 'FILE'), 'utf8')).toBe('mine')
    rmSync(join(cwd, 'output', 'FILE'))
  })

  test('of another user are never replaced', async () => {
    const args = ['new', '--upn', 'jane@fabrikam.com', '--device', 'LAPTOP-01', ...quick, '--yes', '--force']
    const refused = await runCommand(args, { cwd })
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('has the files of jane@contoso.com')
    expect(refused.stderr).toContain('--reassign')
  })

  test('are replaced where the device goes to another user, whose former certificate is revoked', async () => {
    const desk = emptyFolder()
    const make = (...args: string[]) =>
      runCommand(['new', '--upn', 'zoe@contoso.com', '--device', 'LAPTOP-07', ...quick, '--yes', ...args], {
        cwd: desk,
      })
    expect((await make()).status).toBe(0)
    expect(
      await runCommand(['new', '--upn', 'zoe@contoso.com', '--device', 'LAPTOP-08', ...quick, '--yes'], {
        cwd: desk,
      }),
    ).toMatchObject({ status: 0 })
    const args = ['--upn', 'amy@contoso.com', '--reassign']
    const plan = await make(...args, '--dry-run')
    expect(plan.stderr).toContain(
      'note: the files of zoe@contoso.com for LAPTOP-07 are replaced, and their certificate is revoked',
    )
    const moved = await make(...args)
    expect(moved).toMatchObject({ status: 0 })
    expect(moved.stderr).toContain('the former certificate is revoked, for the next CRL: certstick crl')
    const { certificates } = JSON.parse((await runCommand(['list', '--json'], { cwd: desk })).stdout)
    const states = certificates.map(({ device, userPrincipalName, state, reason }: Record<string, string>) =>
      [device, userPrincipalName, state, reason].join(' '),
    )
    expect(states).toEqual([
      'LAPTOP-07 zoe@contoso.com revoked superseded',
      'LAPTOP-08 zoe@contoso.com issued ',
      'LAPTOP-07 amy@contoso.com issued ',
    ])
    expect(readFileSync(join(desk, 'output/LAPTOP-07/receipt.json'), 'utf8')).toContain('amy@contoso.com')
    expect(readdirSync(join(desk, 'output/LAPTOP-07/ESD-USB/Certs'))).not.toContain('zoe-cba.pfx')
    expect((await runCommand(['ca', 'check'], { cwd: desk })).status).toBe(0)
  })

  test('--reassign is of a device', async () => {
    const refused = await runCommand(['new', '--upn', 'amy@contoso.com', '--reassign', '--yes'], { cwd })
    expect(refused).toMatchObject({ status: 2 })
    expect(refused.stderr).toContain('--reassign: needs the device that goes')
  })
})

describe('without a terminal', () => {
  test('what is missing is named with its option, and nothing is made', async () => {
    const cwd = emptyFolder()
    const { status, stdout, stderr } = await runCommand(['new'], { cwd })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('--upn: is missing')
    expect(stderr).toContain('--password-file: is missing')
    expect(readdirSync(cwd)).toEqual([])
  })

  test('everything that is wrong is reported at once, and nothing is created', async () => {
    const cwd = emptyFolder()
    const files = { '--password-file': 'a', '--ca-passphrase-file': 'b', '--template': 'c' }
    const folders = { '--password-out': '/', '--output': 'file', '--stick': 'nowhere' }
    writeFileSync(join(cwd, 'file'), '')
    const given = Object.entries({ ...files, ...folders, '--upn': 'jane', '--days': 'x' }).flat()
    const { status, stderr } = await runCommand(['new', '--yes', ...given], { cwd })
    expect(status).toBe(2)
    for (const option of Object.keys(files))
      expect(stderr).toMatch(new RegExp(`${option}: .*cannot (?:be )?read`))
    for (const problem of ['--upn: jane', '--days: x', ...Object.keys(folders).map((one) => `${one}: `)]) {
      expect(stderr).toContain(problem)
    }
    expect(readdirSync(cwd)).toEqual(['file'])
  })

  test('so is everything that keeps the media from being made', async () => {
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'a'), 'no XML')
    const args = ['new', '--yes', '--upn', 'con.smith@a.co', '--template', 'a', '--ca', 'a/ca']
    const env = { CERTSTICK_PFX_PASSWORD: 'a\tb' }
    const { status, stderr } = await runCommand(args, { cwd, env })
    expect(status).toBe(2)
    for (const option of ['--upn', '--template', '--ca', '--password-file']) {
      expect(stderr).toContain(`${option}: `)
    }
    expect(readdirSync(cwd)).toEqual(['a'])
  })

  test('a root CA is made only when told to', async () => {
    const cwd = emptyFolder()
    const env = { CERTSTICK_PFX_PASSWORD: 'correct horse' }
    const { status, stderr } = await runCommand(['new', '--upn', 'jane@contoso.com'], { cwd, env })
    expect(status).toBe(2)
    expect(stderr).toContain('there is no root CA in ca')
    expect(readdirSync(cwd)).toEqual([])
  })

  test('a missing root CA is reported with all other problems, by the names that fields have everywhere', async () => {
    const args = ['new', '--upn', 'jane', '--days', 'x', '--json']
    const { status, stdout } = await runCommand(args, { cwd: emptyFolder() })
    expect(status).toBe(2)
    const { problems } = JSON.parse(stdout).error
    expect(problems.map(({ field }: { field: string }) => field)).toEqual(['upn', 'password', 'days', 'ca'])
  })

  test('bad input makes no root CA either', async () => {
    const cwd = emptyFolder()
    expect((await runCommand(['new', '--yes', '--upn', 'jane', '--days', 'x'], { cwd })).status).toBe(2)
    expect(
      (await runCommand(['new', '--yes', '--upn', 'j@a.co', '--template', 'nowhere.xml'], { cwd })).status,
    ).toBe(2)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('the wizard is not started', async () => {
    expect(await runCommand([], { cwd: emptyFolder() })).toMatchObject({ status: 2, stdout: '' })
  })
})

describe('the password', () => {
  const args = ['new', '--upn', 'jane@contoso.com', ...quick]
  let cwd: string
  beforeAll(async () => {
    cwd = await folderWithRoot()
  })

  function passwordIn(name: string): string | undefined {
    const answerFile = readFileSync(join(cwd, 'output', name, 'ESD-USB', 'autounattend.xml'))
    return parseImportCommand(inspectAnswerFile(answerFile).commands[0]?.path ?? '')?.password.reveal()
  }

  test('comes from standard input', async () => {
    const result = await runCommand([...args, '--device', 'A', '--password-file', '-'], {
      cwd,
      input: 'from stdin\r\n',
    })
    expect(result.status).toBe(0)
    expect(passwordIn('A')).toBe('from stdin')
  })

  test('comes from the environment', async () => {
    const env = { CERTSTICK_PFX_PASSWORD: 'from env' }
    expect((await runCommand([...args, '--device', 'B'], { cwd, env })).status).toBe(0)
    expect(passwordIn('B')).toBe('from env')
  })

  test('is made, shown to no pipe, and kept where it was asked to be kept', async () => {
    const more = ['--device', 'C', '--yes', '--password-out', 'kept/made.txt']
    const { status, stdout, stderr } = await runCommand([...args, ...more], { cwd })
    expect(status).toBe(0)
    const made = readFileSync(join(cwd, 'kept', 'made.txt'), 'utf8').trim()
    expect(made).toMatch(/^[A-Za-z0-9]{24}$/)
    expect(passwordIn('C')).toBe(made)
    expect(stdout + stderr).not.toContain(made)
    expectMode(join(cwd, 'kept', 'made.txt'), 0o600)
    const again = await runCommand([...args, '--device', 'D', '--yes', '--password-out', 'kept/made.txt'], {
      cwd,
    })
    expect(again.status).toBe(2)
    expect(readFileSync(join(cwd, 'kept', 'made.txt'), 'utf8').trim()).toBe(made)
  })

  test('is kept once the stick’s files are there, so that a killed run leaves none and is not in the way', async () => {
    const more = ['--device', 'I', '--yes', '--password-out', 'killed/made.txt', '--output', 'killed-output']
    const { child, ended } = startCertstick([...args.slice(0, 3), '--key', 'rsa-4096', ...more], { cwd })
    while (!existsSync(join(cwd, 'killed-output'))) await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill('SIGKILL')
    await ended
    expect(existsSync(join(cwd, 'killed'))).toBe(false)
    writeFileSync(join(cwd, 'made.txt.partial'), 'somebody’s own')
    const again = [...args, ...more.with(4, 'made.txt')]
    expect((await runCommand(again, { cwd })).status).toBe(0)
    const { commands } = inspectAnswerFile(
      readFileSync(join(cwd, 'killed-output', 'I', 'ESD-USB', 'autounattend.xml')),
    )
    const password = parseImportCommand(commands[0]?.path ?? '')?.password.reveal()
    expect(readFileSync(join(cwd, 'made.txt'), 'utf8').trim()).toBe(password)
    expect(readFileSync(join(cwd, 'made.txt.partial'), 'utf8')).toBe('somebody’s own')
  })

  test('that cannot be kept is an error, and the files stay, for the stick has it', async () => {
    const random = (size: number): Uint8Array => {
      mkdirSync(join(cwd, 'late', 'made.txt'), { recursive: true }) // after the look at what is in the way
      return randomBytes(size)
    }
    const more = ['--device', 'J', '--yes', '--password-out', 'late/made.txt']
    const { status, stdout, stderr } = await runCommand([...args, ...more], { cwd }, random)
    expect(status).toBe(1)
    expect(stderr).toContain(`cannot write ${normalize('late/made.txt')}`)
    expect(stderr).toContain('the password is in')
    expect(stdout).toContain(normalize('output/J/ESD-USB'))
    expect(passwordIn('J')).toMatch(/^[A-Za-z0-9]{24}$/)
  })

  test.each(['a"b', 'tab\there', '*', '-dash'])(
    '%j is refused with the reason, and not repeated',
    async (bad) => {
      const { status, stdout, stderr } = await runCommand(
        [...args, '--device', 'E', '--password-file', '-', '--import', 'inline'],
        {
          cwd,
          input: bad,
        },
      )
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toMatch(/--password-file: the password/)
      if (bad.length > 1) expect(stderr).not.toContain(bad)
      expect(existsSync(join(cwd, 'output', 'E'))).toBe(false)
    },
  )

  test('goes into the script alone where the command cannot carry it, which is said', async () => {
    const more = ['--device', 'F', '--password-file', '-']
    const result = await runCommand([...args, ...more], { cwd, input: '100%sure' })
    expect(result.status).toBe(0)
    expect(result.stdout).toContain('imported by script: the password contains a percent sign')
    expect(passwordIn('F')).toBeUndefined()
    const refused = await runCommand([...args, ...more, '--import', 'inline'], { cwd, input: '100%sure' })
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('--password-file: the password contains a percent sign')
  })

  test('and the passphrase cannot both come from standard input', async () => {
    const both = ['--password-file', '-', '--ca-passphrase-file', '-']
    expect((await runCommand([...args, ...both], { cwd })).stderr).toContain('cannot give two secrets')
  })
})

test('a dry run shows the plan and touches nothing', async () => {
  const cwd = emptyFolder()
  const { status, stdout } = await runCommand(['new', '--yes', '--dry-run', '--upn', 'jane@contoso.com'], {
    cwd,
  })
  expect(status).toBe(0)
  expect(stdout).toContain('jane@contoso.com')
  expect(stdout).toMatch(/root CA +ca \(will be created first\)\n/)
  const json = await runCommand(['new', '--yes', '--dry-run', '--upn', 'jane@contoso.com', '--json'], { cwd })
  expect(JSON.parse(json.stdout)).toMatchObject({ ca: 'ca', makesRoot: true, stick: null })
  expect(readdirSync(cwd)).toEqual([])
})

test('the UPN stands alone or with --upn, and two are one too many', async () => {
  const cwd = await folderWithRoot()
  const plan = (...args: string[]) => runCommand(['new', ...args, '--yes', '--dry-run'], { cwd })
  expect((await plan('jane@contoso.com')).stdout).toBe((await plan('--upn', 'jane@contoso.com')).stdout)
  expect(await plan('jane@contoso.com', '--upn', 'joe@contoso.com')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--upn: jane@contoso.com and joe@contoso.com are two users'),
  })
})

test('a password that was generated and is shown nowhere is said to be on the stick only', async () => {
  const cwd = await folderWithRoot()
  writeFileSync(join(cwd, 'users.csv'), 'upn\namy@contoso.com\n')
  writeFileSync(join(cwd, 'password.txt'), 'hunter2hunter2')
  const NOTE =
    /^note: (?:the password was|passwords were) generated; .* on the sticks? only; (?:--password-out|certstick bulk TABLE --passwords-out FILE) saves/m
  for (const args of [
    ['new', 'jane@contoso.com', '--yes', ...quick],
    ['new', 'jane@contoso.com', '--yes', '--force', '--json', ...quick],
    ['regenerate', 'jane', '--yes'],
    ['bulk', 'users.csv', '--yes', ...quick],
  ]) {
    expect((await runCommand(args, { cwd })).stderr, args.join(' ')).toMatch(NOTE)
  }
  for (const args of [
    ['new', 'jane@contoso.com', '--yes', '--force', '--password-out', 'new.txt', ...quick],
    ['new', 'jane@contoso.com', '--force', '--password-file', 'password.txt', ...quick],
    ['bulk', 'users.csv', '--yes', ...quick], // which keeps what was made before
    ['bulk', 'users.csv', '--yes', '--force', '--days', '9', '--passwords-out', 'all.csv', ...quick],
    ['bulk', 'users.csv', '--yes', '--force', '--days', '8', '--password-file', 'password.txt', ...quick],
  ]) {
    const { status, stderr } = await runCommand(args, { cwd })
    expect({ status, args, said: NOTE.test(stderr) }).toEqual({ status: 0, args, said: false })
  }
  const screen = await runCommand(['new', 'joe@contoso.com', '--yes', ...quick], { cwd, columns: 80 })
  expect(screen.stdout).toMatch(/^ {2}password +\w{24} /m)
  expect(screen.stderr).not.toMatch(NOTE)
})

test('a template of the admin’s own is served, and a malformed one refused with line and column', async () => {
  const cwd = await folderWithRoot()
  writeFileSync(
    join(cwd, 'bad.xml'),
    '<unattend xmlns="urn:schemas-microsoft-com:unattend">\n  <a & b>\n</unattend>',
  )
  const { status, stderr } = await runCommand(['new', '--yes', '--upn', 'j@a.co', '--template', 'bad.xml'], {
    cwd,
  })
  expect(status).toBe(2)
  expect(stderr).toMatch(/line 2, column \d+/)
  expect(existsSync(join(cwd, 'output'))).toBe(false)
})

test('a dry run shows what would change in the answer file, and no password, old or new', async () => {
  const cwd = await folderWithRoot()
  const env = { CERTSTICK_PFX_PASSWORD: 'the first secret' }
  expect((await runCommand(['new', '--upn', 'jane@contoso.com', ...quick], { cwd, env })).status).toBe(0)
  const template = join('output', 'jane', 'ESD-USB', 'autounattend.xml')
  const args = [
    'new',
    '--upn',
    'joe@contoso.com',
    '--template',
    template,
    '--password-file',
    '-',
    '--dry-run',
  ]
  const { status, stdout } = await runCommand(args, { cwd, input: 'the second secret' })
  expect(status).toBe(0)
  expect(stdout).toMatch(/^-.*jane-cba\.pfx/m)
  expect(stdout).toMatch(/^\+.*joe-cba\.pfx/m)
  expect(stdout).not.toContain('secret')
  expect((await runCommand([...args, '--json'], { cwd, input: 'the second secret' })).stdout).not.toContain(
    'the second',
  )
})
