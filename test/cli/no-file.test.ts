// A pipe, a device or a link where a file is to be: every command that reads there says so, and none waits.
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect } from 'vitest'
import { certstick, emptyFolder, runCommand } from '../support/cli.ts'
import { testWith } from '../support/tools.ts'

const desk = emptyFolder()

beforeAll(async () => {
  await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd: desk })
  const made = ['new', '--yes', '--upn', 'jane@contoso.com', '--device', 'LAPTOP-01', '--key', 'ec-p256']
  expect((await runCommand(made, { cwd: desk })).status).toBe(0)
})

const MEDIA = 'output/LAPTOP-01'
const NEW = ['new', '--yes', '--upn', 'joe@contoso.com', '--key', 'ec-p256']
const AGAIN = [...NEW.with(3, 'jane@contoso.com'), '--device', 'LAPTOP-01', '--force']

/** Path that is no file, the command that would read it, how it ends and what it says. */
const CASES: readonly (readonly [path: string, args: readonly string[], status: number, said: RegExp])[] = [
  [
    'answers.xml',
    [...NEW, '--template', 'answers.xml'],
    2,
    /--template.*cannot read .*answers\.xml.*it is a/,
  ],
  ['answers.xml', ['template', 'check', 'answers.xml'], 2, /^error: cannot read answers\.xml: it is a/],
  [
    'password.txt',
    [...NEW, '--password-file', 'password.txt'],
    2,
    /password\.txt cannot be read: it is a .*\nhint: give a file, or - to read it from standard input\n/,
  ],
  ['users.csv', ['bulk', 'users.csv'], 2, /cannot read users\.csv: it is a/],
  ['ca/rootCA.crt', NEW, 2, /rootCA\.crt cannot be read: it is a/],
  ['ca/rootCA.key', NEW, 2, /rootCA\.key cannot be read: it is a/],
  ['ca/settings.json', NEW, 2, /settings\.json cannot be read: it is a/],
  ['ca/rootCA.crl', ['crl'], 2, /rootCA\.crl cannot be read: it is a/],
  ['index.txt', ['ca', 'import', 'index.txt'], 2, /index\.txt cannot be read: it is a/],
  [`${MEDIA}/receipt.json`, AGAIN, 2, /receipt\.json: it is a/],
  [`${MEDIA}/receipt.json`, ['verify', 'output'], 3, /receipt-malformed/],
  [`${MEDIA}/ESD-USB/autounattend.xml`, ['verify', `${MEDIA}/ESD-USB`], 3, /answer-file-missing/],
  [`${MEDIA}/ESD-USB/Certs/rootCA.cer`, ['verify', `${MEDIA}/ESD-USB`], 3, /root-missing/],
  [`${MEDIA}/LAPTOP-01.zip`, ['verify', 'output'], 3, /zip-refused/],
  [
    'jane.pfx',
    ['export', 'LAPTOP-01', '--to', 'windows', '--pfx-in', 'jane.pfx'],
    2,
    /cannot be read: it is a/,
  ],
]

/** The desk, with something else in the place of a file. */
function deskWith(path: string, put: (place: string) => void): string {
  const copy = join(emptyFolder(), 'desk')
  cpSync(desk, copy, { recursive: true })
  rmSync(join(copy, path), { force: true })
  put(join(copy, path))
  return copy
}

testWith('mkfifo').each(CASES)('a pipe named %s: %j', (path, args, status, said) => {
  const cwd = deskWith(path, (place) => execFileSync('mkfifo', [place]))
  const result = certstick(args, { cwd })
  expect(result.stdout + result.stderr).toMatch(said)
  expect(result.status).toBe(status)
})

testWith('mkfifo').each([`${MEDIA}/receipt.json`, `${MEDIA}/ESD-USB/autounattend.xml`])(
  'a link to a device named %s is not followed',
  async (path) => {
    const cwd = deskWith(path, (place) => symlinkSync('/dev/zero', place))
    expect((await runCommand(['verify', `${MEDIA}/ESD-USB`], { cwd })).status).toBe(3)
  },
)
