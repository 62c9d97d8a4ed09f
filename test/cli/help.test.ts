import { readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { certstick, emptyFolder, PROGRAM, runCommand } from '../support/cli.ts'
import { COMMANDS, helpOf } from '../support/commands.ts'
import { run, testWith } from '../support/tools.ts'

const cwd = emptyFolder()

test.each([['--help'], ['new', '--help'], ['ca', '--help'], ['help'], ['help', 'new']])(
  'help is no error: %s %s',
  (...args) => {
    const { status, stdout, stderr } = certstick(args, { cwd })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('Usage: certstick')
  },
)

test('help of a command within another is that command’s', async () => {
  expect((await runCommand(['help', 'ca', 'create'], { cwd })).stdout).toBe(
    (await runCommand(['ca', 'create', '--help'], { cwd })).stdout,
  )
})

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect((await runCommand(['--version'], { cwd })).stdout).toBe(`${version}\n`)
})

test.each([
  [['nonsense']],
  [['help', 'nonsense']],
  [['help', 'ca', 'nonsense']],
  [['new', '--nonsense']],
  [['new', '--password', 'x']],
  [['ca', 'create', 'more']],
])('usage that is wrong ends with 2 and says so: %j', async (args) => {
  const { status, stdout, stderr } = await runCommand(args, { cwd })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^error: /)
  const json = await runCommand([...args, '--json'], { cwd })
  const [said] = stderr.slice('error: '.length).split('\n')
  expect({ status: json.status, said: JSON.parse(json.stdout).error.message }).toEqual({ status: 2, said })
})

test('a path that is empty, as an unset variable gives, is not taken for the working directory', async () => {
  const args = ['new', '--yes', '--upn', 'jane@a.com', '--ca', '', '--output', '']
  const { status, stderr } = await runCommand(args, { cwd })
  expect(status).toBe(2)
  expect(stderr).toMatch(/--output: is empty[\s\S]*--ca: is empty/)
  const json = await runCommand([...args, '--json'], { cwd })
  expect(JSON.parse(json.stdout).error.problems.map(({ field }: { field: string }) => field)).toEqual([
    'output',
    'ca',
  ])
  for (const command of [['wipe'], ['verify'], ['rehearse'], ['bulk'], ['ca', 'backup'], ['ca', 'import']]) {
    const refused = await runCommand([...command, ''], { cwd })
    expect({ status: refused.status, stderr: refused.stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^error: the command line cannot be used\nerror: \S+: is empty\n/),
    })
  }
  const { stderr: none } = await runCommand(['list'], { cwd, env: { CERTSTICK_CA: '' } })
  expect(none).toContain('the CA folder ca does not exist')
})

test.each([
  [['new', '--yes', '--upn', 'a\nFORGED', '--device', 'b\nFORGED', '--days', '1\nFORGED']],
  [['new', '--yes', '--upn', 'a@b.co', '--template', 'x\nFORGED.xml', '--output', 'o\nFORGED']],
  [['new', '--yes', '--upn', 'a@b.co', '--key', 'x\nFORGED', '--stick', 'y\nFORGED', '--store', 'z\nFORGED']],
  [['bulk', 'users\nFORGED.csv']],
  [['ca', 'create', '--yes', '--name', 'x\nFORGED', '--crl-url', 'http://x\nFORGED']],
  [['ca', 'show', '--ca', 'x\nFORGED']],
  [['list', '--state', 'x\nFORGED', '--expiring', 'y\nFORGED']],
  [['revoke', 'x\nFORGED', '--reason', 'y\nFORGED']],
  [['verify', 'x\nFORGED']],
  [['verify', '.', '--warn-days', 'y\nFORGED']],
  [['rehearse', 'x\nFORGED']],
  [['wipe', 'x\nFORGED']],
  [['template', 'check', 'x\nFORGED']],
  [['export', 'x\nFORGED', '--to', 'y\nFORGED']],
  [['nonsense\nFORGED']],
  [['new', '--nonsense\nFORGED=x']],
  [['new', '--nonsense\nFORGED']],
])('no value of the command line begins a line of its own: %j', async (args) => {
  const { status, stdout, stderr } = await runCommand(args, { cwd })
  expect(status).toBe(2)
  expect(stderr).toContain('FORGED')
  expect(stdout + stderr).not.toMatch(/^FORGED/m)
})

testWith('sh')('bytes that are not UTF-8 are refused wherever they stand', () => {
  // Through a shell, because Node can give UTF-8 only.
  const inShell = (words: string) => {
    const { status, stderr } = run('sh', [
      '-c',
      `cd "$0" && exec "$@" ${words}`,
      cwd,
      process.execPath,
      PROGRAM,
    ])
    expect(status).toBe(2)
    return stderr
  }
  const made = inShell('ca create --yes --name "$(printf "Gr\\374n")" --ca "$(printf "c\\344")"')
  expect(made).toContain('--name: Gr\ufffdn is not UTF-8')
  expect(made).toContain('--ca: c\ufffd is not UTF-8')
  expect(inShell('verify "$(printf "\\377")"')).toContain('path|name: \ufffd is not UTF-8')
  expect(readdirSync(cwd)).toEqual([])
})

test.each(['ca', 'entra', 'template'])(
  '`%s` alone shows its commands, and says that one of them is missing',
  async (command) => {
    const { status, stdout, stderr } = await runCommand([command], { cwd })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^Commands:$/m)
    expect(stderr).toMatch(
      new RegExp(`\nerror: ${command} needs a command\nhint: give one of the commands above\n$`),
    )
  },
)

test('a command that there is not is named', async () => {
  expect((await runCommand(['nonsense'], { cwd })).stderr).toMatch(/^error: unknown command 'nonsense'\n/)
})

test.each([
  [['neww'], 'did you mean new?'],
  [['help', 'neww'], 'did you mean new?'],
  [['ca', 'shw'], 'did you mean show?'],
  [['help', 'ca', 'creat'], 'did you mean create?'],
  [['new', '--devise', 'x'], 'did you mean --device?'],
  [['new', '--yes=1'], 'certstick new --help shows what it takes'],
  [['regenerate', 'x', '--days', '3'], 'certstick regenerate --help shows what it takes'],
  [['ca', 'create', 'more'], 'certstick ca create --help shows what it takes'],
  [['crl', 'chek'], 'certstick crl --help shows what it takes'],
  [['crl', 'check', '--days', '3'], 'certstick crl check --help shows what it takes'],
  [['entra', 'chek'], 'did you mean check?'],
  [['nonsense'], 'certstick --help shows what it takes'],
  [['help', 'nonsense'], 'certstick --help shows what it takes'],
  [['entra', 'nonsense'], 'certstick entra --help shows what it takes'],
])('what is mistyped is answered with what may have been meant: %j', async (args, hint) => {
  expect((await runCommand(args, { cwd })).stderr.split('\n')[1]).toBe(`hint: ${hint}`)
})

test.each([
  [['new', '--password', 'hunter2'], '--password-file'],
  [['new', '--password=hunter2'], '--password-file'],
  [['bulk', 'users.csv', '--pfx-pass', 'hunter2'], '--password-file'],
  [['crl', '--passphrase=hunter2'], '--ca-passphrase-file'],
  [['ca', 'create', '--ca-passphrase', 'hunter2'], '--ca-passphrase-file'],
])(
  'an option that would take a secret is answered with how to give it, and not with the secret: %j',
  async (args, option) => {
    const { status, stdout, stderr } = await runCommand([...args, '--json'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toMatch(new RegExp(`^hint: no option takes a secret.* ${option} FILE`, 'm'))
    expect(stdout + stderr).not.toContain('hunter2')
  },
)

/** Every command with what its help says. */
const helps = new Map(
  await Promise.all(
    [...COMMANDS.keys()].map(
      async (name) => [name, (await runCommand(helpOf(name), { cwd })).stdout] as const,
    ),
  ),
)

describe('--help', () => {
  test.each([...helps])(
    'of certstick %s says its purpose in a sentence, and shows two or three examples',
    (name, help) => {
      const [, purpose = '', ...more] = help.split('\n\n')
      expect(purpose.replaceAll('\n', ' ')).toMatch(
        name === '' ? /^W.*\.$/ : /^[A-Z][^.]*(?:\.(?:txt|csv|crt|key)[^.]*)*\.$/,
      )
      const examples = more.at(-1)?.trimEnd().split('\n') ?? []
      expect(examples[0]).toBe('Examples:')
      expect(examples.slice(1).length).toBeGreaterThanOrEqual(2)
      expect(examples.slice(1).length).toBeLessThanOrEqual(3)
      for (const example of examples.slice(1)) expect(example).toMatch(new RegExp(`^  certstick ?${name}`))
    },
  )

  test('has examples that mean the same in Command Prompt, in Windows PowerShell and in PowerShell 7', () => {
    const examples = [...helps].flatMap(([, help]) =>
      (help.split('Examples:\n')[1] ?? '').trimEnd().split('\n'),
    )
    expect(examples.length).toBeGreaterThan(30)
    const special = /[&|<>^%$`;(){}'#*?!]|^ *@| @/ // to one of them; double quotes group words in all three
    expect(examples.filter((example) => special.test(example))).toEqual([])
  })

  test.each([...helps].filter(([, help]) => help.includes('  --json')))(
    'of certstick %s lists its own options before the common ones',
    (_, help) => {
      const options = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option ?? '')
      const common = ['--ca', '--ca-passphrase-file', '--yes', '--json', '--profile']
      const firstCommon = options.findIndex((option) => common.includes(option))
      expect(options.slice(firstCommon)).toEqual(common.filter((option) => options.includes(option)))
    },
  )

  test('offers --yes where there is something to ask, and a passphrase where something is signed', () => {
    const offering = (option: string) =>
      [...helps].flatMap(([name, help]) => (help.includes(`  ${option}`) ? [name] : []))
    expect(offering('--yes')).toEqual([
      ...['init', 'new', 'bulk', 'export', 'revoke', 'crl', 'regenerate', 'ca create'],
      ...['entra apply', 'entra remove', 'entra pass'],
    ])
    expect(offering('--ca-passphrase-file')).toEqual([
      'init',
      'new',
      'bulk',
      'crl',
      'regenerate',
      'ca create',
      'ca passphrase',
      'ca import',
    ])
  })

  test('says that certstick alone asks', () => {
    expect(helps.get('')).toContain(
      'Without a command, in a terminal, certstick asks for everything that it needs.',
    )
  })

  test('loads neither crypto nor anything that reads XML, zips or prompts, and starts no other program', () => {
    const script = `
      process.argv = [process.argv[0], 'certstick', '--help']
      process.stdout.write = () => true
      const { builtinModules } = await import('node:module')
      await import(${JSON.stringify(pathToFileURL(PROGRAM).href)})
      console.error(process.moduleLoadList.join('\\n'))`
    const { stderr } = run(process.execPath, ['--input-type=module', '-e', script])
    expect(stderr).toContain('NativeModule')
    expect(stderr).not.toMatch(/NativeModule (crypto|tls|zlib|readline|child_process)$/m)
  })
})
