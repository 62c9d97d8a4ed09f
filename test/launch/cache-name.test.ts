import { expect, test } from 'vitest'
import { cacheName, mayWrite } from '../../src/launch/cache-name.ts'

const node = { version: 'v20.20.2', arch: 'x64', execArgv: [], env: {} }

test('two releases of Node have caches of their own', () => {
  expect(cacheName(['new'], node)).not.toBe(cacheName(['new'], { ...node, version: 'v22.1.0' }))
  expect(cacheName(['new'], node)).not.toBe(cacheName(['new'], { ...node, arch: 'arm64' }))
})

test.each([
  [[], 'v20.20.2-x64-start.cache'],
  [['--help'], 'v20.20.2-x64-help.cache'],
  [['new', '--upn', 'jane@contoso.com'], 'v20.20.2-x64-new.cache'],
  [['verify', 'stick'], 'v20.20.2-x64-verify.cache'],
  [['../../etc/passwd'], 'v20.20.2-x64-start.cache'],
  [['JANE'], 'v20.20.2-x64-start.cache'],
])('only the command is told from the others: %j', (argv, name) => {
  expect(cacheName(argv, node)).toBe(name)
})

test.each(['--dry-run', '--help', '-h'])(
  'what ends early leaves no poor cache to what goes on: %s',
  (option) => {
    expect(cacheName(['new', '--yes', option], node)).not.toBe(cacheName(['new', '--yes'], node))
  },
)

test('runs with options for Node itself write none, because V8 would refuse it to all others', () => {
  expect(mayWrite(node)).toBe(true)
  expect(mayWrite({ ...node, execArgv: ['--no-opt'] })).toBe(false)
  expect(mayWrite({ ...node, env: { NODE_OPTIONS: '--max-old-space-size=100' } })).toBe(false)
})
