// What is wrong is found before a key is made: Node cannot leave one that it has begun, and a long one takes seconds.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { certstick, emptyFolder } from '../support/cli.ts'

const PRELOAD = new URL('../support/key-watch.mjs', import.meta.url).href
const PASSPHRASE = 'open sesame'
const desk = emptyFolder()
const env = { CERTSTICK_CA_PASSPHRASE: PASSPHRASE }
const JANE = ['--upn', 'jane@contoso.com', '--device', 'LAPTOP-01']

/** Runs it, and says whether it began to make a key. */
function watchKeys(args: readonly string[], more: Readonly<Record<string, string>> = env) {
  const file = join(emptyFolder(), 'keys')
  const result = certstick(args, {
    cwd: desk,
    env: { ...more, KEY_WATCH_FILE: file, NODE_OPTIONS: `--import=${PRELOAD}` },
  })
  return { ...result, madeKey: existsSync(file) }
}

beforeAll(() => {
  certstick(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd: desk, env })
  writeFileSync(join(desk, 'bad.xml'), '<unattend xmlns="urn:schemas-microsoft-com:unattend"/>')
  writeFileSync(join(desk, 'users.csv'), 'upn,device\njoe@contoso.com,LAPTOP-01\n')
})

test('a key is made where nothing is wrong, which the watch sees', () => {
  const result = watchKeys(['new', '--yes', ...JANE])
  expect(result).toMatchObject({ status: 0, madeKey: true })
})

test.each([
  ['files that already exist', ['new', '--yes', ...JANE]],
  ['files of another user', ['new', '--yes', '--force', ...JANE.with(1, 'joe@contoso.com')]],
  ['an answer file with an error', ['new', '--yes', '--upn', 'joe@contoso.com', '--template', 'bad.xml']],
  ['no stick', ['new', '--yes', '--upn', 'joe@contoso.com', '--stick', 'nowhere']],
  ['no root', ['new', '--yes', '--upn', 'joe@contoso.com', '--ca', 'elsewhere']],
  ['a row for a device that another user has', ['bulk', 'users.csv', '--yes']],
  ['an answer file with an error', ['regenerate', 'LAPTOP-01', '--yes', '--template', 'bad.xml']],
])('no key is begun where there is a problem: %s, %j', (_, args) => {
  expect(watchKeys(args)).toMatchObject({ status: 2, madeKey: false })
})

test('nor where the passphrase of the root is wrong', () => {
  const wrong = { CERTSTICK_CA_PASSPHRASE: 'open says me' }
  const result = watchKeys(['new', '--yes', '--upn', 'joe@contoso.com'], wrong)
  expect(result).toMatchObject({ status: 2, madeKey: false })
})
