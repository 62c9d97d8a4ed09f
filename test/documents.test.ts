// The README and the pages in docs/: their size, their links, and every command in them, run as it stands there.
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, posix } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { fullGrant } from './entra-double/control.ts'
import { startDouble } from './entra-double/double.ts'
import { issueToken } from './entra-double/login.ts'
import { addGroup, addUser } from './entra-double/tenant.ts'
import { emptyFolder, runCommand } from './support/cli.ts'
import {
  anchorsOf,
  codeLines,
  linksOf,
  PAGES,
  PROJECT,
  README,
  textOf,
  wordsOf,
} from './support/documents.ts'
import { run, testWith } from './support/tools.ts'

const commands = codeLines(README, 'sh')

test('the README has at most 150 lines', () => {
  expect(textOf(README).split('\n').length - 1).toBeLessThanOrEqual(150)
})

test('no link is dead, and every page can be reached from the README', () => {
  const links = [README, ...PAGES].flatMap((from) =>
    linksOf(from).map((target) => {
      const [path = '', anchor] = target.split('#')
      return { from, to: path === '' ? from : posix.join(posix.dirname(from), path), anchor }
    }),
  )
  const isAlive = ({ to, anchor }: (typeof links)[number]) =>
    existsSync(join(PROJECT, to)) && (anchor === undefined || anchorsOf(to).includes(anchor))
  expect(links.filter((link) => !isAlive(link))).toEqual([])
  const fromReadme = links.filter(({ from }) => from === README).map(({ to }) => to)
  expect(PAGES.filter((page) => !fromReadme.includes(page))).toEqual([])
})

test('no two files have the same name on Windows and macOS, where case does not count', () => {
  const git = run('git', ['-C', PROJECT, 'ls-files', '--cached', '--others', '--exclude-standard'])
  const names = git.stdout.split('\n').filter((name) => name !== '')
  expect(names.length).toBeGreaterThan(300)
  const keys = names.map((name) => name.toLowerCase())
  expect(names.filter((_, index) => keys.indexOf(keys[index] ?? '') !== index)).toEqual([])
})

test("the README's first lines need nothing of a shell but words", () => {
  const lines = commands.slice(
    0,
    commands.findIndex((line) => !line.startsWith('npm ')),
  )
  expect(lines).toEqual(expect.arrayContaining(['npm install', 'npm start', 'npm test']))
  expect(lines.filter((line) => !/^(?!.* @)[\w.@ -]+$/.test(line))).toEqual([])
})

// An application, as npm.cmd is one, gets `--` from PowerShell; a script, as npm.ps1 is one, does not. (about_Parsing)
test('on Windows the same lines call npm.cmd, which is no script of PowerShell', () => {
  const forUnix = commands.filter((line) => line.startsWith('npm '))
  expect(new Set(codeLines(README, 'bat'))).toEqual(
    new Set(forUnix.map((line) => line.replace('npm', 'npm.cmd'))),
  )
})

test('every command of certstick in the documents means the same in all shells of Windows', () => {
  const lines = [README, ...PAGES].flatMap((page) => codeLines(page, 'sh'))
  const ours = lines.filter((line) => line.startsWith('certstick '))
  expect(ours.length).toBeGreaterThan(30)
  expect(ours.filter((line) => /[&|<>^%$`;(){}'#*?!]| @|\\$/.test(line.trim()))).toEqual([])
})

test('the documents name only programs that this test knows how to run', () => {
  const programs = [README, ...PAGES].flatMap((page) =>
    codeLines(page, 'sh').map((line) => wordsOf(line)[0] ?? ''),
  )
  expect(programs.filter((program) => !['npm', 'certstick'].includes(program))).toEqual([])
  expect(commands.length).toBeGreaterThan(3)
})

test('the npm commands in the documents are scripts of the package', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: object }
  const lines = [README, ...PAGES].flatMap((page) => codeLines(page, 'sh'))
  const named = lines.flatMap((line) => [...line.matchAll(/^npm (?:-s )?(?:run )?(\w+)/g)])
  expect(named.length).toBeGreaterThan(3)
  for (const [, script = ''] of named) if (script !== 'install') expect(scripts).toHaveProperty(script)
})

testWith('npm')('npm start passes its arguments on, in a fresh copy', { timeout: 60_000 }, () => {
  const copy = emptyFolder()
  for (const part of ['package.json', 'src', 'templates', 'tsconfig.json']) {
    cpSync(join(PROJECT, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'), 'junction')
  for (const line of commands.filter((command) => command.startsWith('npm start -- '))) {
    const npm = run('npm', ['--prefix', copy, ...wordsOf(line).slice(1)])
    expect(npm, line).toMatchObject({ status: 0 })
  }
  expect(existsSync(join(copy, 'output', 'jane', 'ESD-USB', 'autounattend.xml'))).toBe(true)
  const [line = ''] = /npm -s start -- list --json(?= \| jq)/.exec(textOf(README)) ?? []
  const { status, stdout } = run('npm', ['--prefix', copy, ...wordsOf(line).slice(1)])
  expect(status).toBe(0)
  expect(JSON.parse(stdout).certificates).toMatchObject([{ userPrincipalName: 'jane@yourdomain.com' }])
})

/** What a reader has who has not begun: a table of users, a Wi-Fi profile, an empty stick. */
function folderOfReader(): string {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'stick'))
  cpSync(join(PROJECT, 'test', 'fixtures', 'readme'), cwd, { recursive: true })
  return cwd
}

/** One after the other, as a reader would type them. */
async function runLines(lines: readonly string[], cwd: string, env = {}): Promise<void> {
  for (const line of lines.filter((command) => command.startsWith('certstick'))) {
    const { status, stderr } = await runCommand(wordsOf(line).slice(1), { cwd, env })
    expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({ line, status: 0, stderr: '' })
  }
}

test("each of the README's commands works, one after the other", { timeout: 120_000 }, async () => {
  await runLines(commands, folderOfReader())
})

/** The folder of a reader who comes to a page with a root CA and the files for LAPTOP-01. */
let prepared = ''
beforeAll(async () => {
  prepared = folderOfReader()
  await runLines(
    ['certstick ca create --yes', 'certstick new jane@yourdomain.com --device LAPTOP-01 --yes'],
    prepared,
  )
})

test.each(PAGES)('each command of %s works, one after the other', { timeout: 120_000 }, async (page) => {
  const lines = codeLines(page, 'sh')
  const cwd = folderOfReader()
  // Who is told to create a root CA has none yet.
  if (!lines.some((line) => line.startsWith('certstick ca create')))
    cpSync(prepared, cwd, { recursive: true })
  const needsEntra = lines.some((line) => line.startsWith('certstick entra '))
  await runLines(lines, cwd, needsEntra ? await tenantOfReader(cwd) : {})
})

/** A stand-in for Entra ID, in which Jane can sign in already. */
async function tenantOfReader(cwd: string): Promise<Readonly<Record<string, string>>> {
  const double = await startDouble()
  onTestFinished(() => double.close())
  const { tenant, graphUrl, loginUrl } = double
  tenant.domains.push('yourdomain.com')
  const jane = addUser(tenant, { userPrincipalName: 'jane@yourdomain.com' })
  addGroup(tenant, { displayName: 'CBA pilot', members: [jane.id] })
  const token = issueToken(tenant, fullGrant(tenant))
  const env = { CERTSTICK_GRAPH_URL: graphUrl, CERTSTICK_LOGIN_URL: loginUrl, CERTSTICK_GRAPH_TOKEN: token }
  const setUp = `certstick entra apply --group "CBA pilot" --with-policy --yes --tenant-id ${tenant.id}`
  await runLines([setUp], cwd, env)
  return env
}
