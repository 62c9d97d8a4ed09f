// The folders of keys as commands create them on Windows: who runs which program, and what is said.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { makeKeyFolder, sayLongPath, writeSecretFile } from '../../src/cli/key-folder.ts'
import type { World } from '../../src/world.ts'
import { temporaryFolder } from '../support/folders.ts'

const windows = vi.hoisted(() => ({
  calls: [] as { readonly program: string; readonly args: readonly string[] }[],
  isFat: false,
  others: false as boolean,
}))

vi.mock('../../src/windows-programs.ts', async (load) => ({
  ...(await load<object>()),
  runProgram: ({ program, args }: { program: string; args: readonly string[] }) => {
    windows.calls.push({ program, args })
    if (program.endsWith('whoami.exe')) return '"desk\\anna","S-1-5-21-1-2-3-1001"\r\n'
    if (windows.isFat) throw new Error('exit code 1')
    const saved = args[args.indexOf('/save') + 1] ?? ''
    const list = `D:AI(A;OICIID;FA;;;SY)${windows.others ? '(A;OICIID;0x1200a9;;;BU)' : ''}`
    if (args.includes('/save')) writeFileSync(saved, Buffer.from(list, 'utf16le'))
    return ''
  },
}))

beforeEach(() => Object.assign(windows, { calls: [], isFat: false, others: false }))

/** A desk on Windows whose paths are those of this system. */
function desk(env: World['env'] = {}) {
  const cwd = temporaryFolder()
  const said: string[] = []
  const world = { platform: 'win32', cwd, env: { SystemRoot: 'C:\\Windows', ...env } } as unknown as World
  return { cwd, said, context: { world, terminal: { say: (line: string) => void said.push(line) } } }
}

const icacls = () => windows.calls.filter(({ program }) => program.endsWith('icacls.exe'))

test('a new folder, and the output of a clone, is restricted', async () => {
  const { cwd, said, context } = desk()
  mkdirSync(join(cwd, 'output'))
  writeFileSync(join(cwd, 'output', '.gitkeep'), '')
  for (const name of ['ca', 'output']) await makeKeyFolder(join(cwd, name), context)
  expect(icacls().map(({ args }) => args.slice(0, 2))).toEqual([
    [join(cwd, 'ca'), '/inheritance:r'],
    [join(cwd, 'output'), '/inheritance:r'],
  ])
  expect(said).toEqual([])
})

test('a folder of the user keeps its list, and it is said who else may read', async () => {
  const { cwd, said, context } = desk()
  await makeKeyFolder(cwd, context)
  expect(said).toEqual([])
  windows.others = true
  await makeKeyFolder(cwd, context)
  expect(said).toEqual([
    'warning: other accounts of this computer have access to ., and so to the keys in it',
    `hint: to change that, run C:\\Windows\\System32\\icacls.exe "${cwd}" /inheritance:r /grant:r "*S-1-5-18:(OI)(CI)F" "*S-1-5-32-544:(OI)(CI)F" "*S-1-5-21-1-2-3-1001:(OI)(CI)F"`,
  ])
  expect(icacls().map(({ args }) => args[1])).toEqual(['/save', '/save'])
})

test('a file with a password is restricted while it is still empty', async () => {
  const { cwd, said, context } = desk()
  const path = join(cwd, 'passwords', 'jane.txt')
  await writeSecretFile(path, 'secret\n', context)
  expect(readFileSync(path, 'utf8')).toBe('secret\n')
  expect(icacls().map(({ args }) => args)).toEqual([
    [path, '/inheritance:r', '/grant:r', '*S-1-5-18:F', '*S-1-5-32-544:F', '*S-1-5-21-1-2-3-1001:F'],
  ])
  expect(said).toEqual([])
})

test('where it cannot be done, that is said, and the command goes on', async () => {
  const { cwd, said, context } = desk()
  windows.isFat = true
  await makeKeyFolder(join(cwd, 'ca'), context)
  await writeSecretFile(join(cwd, 'jane.txt'), 'secret\n', context)
  expect(said.map((line) => line.slice(0, 41))).toEqual([
    'warning: access to ca could not be restri',
    'warning: access to jane.txt could not be ',
  ])
})

test('a folder in OneDrive is warned of', async () => {
  const { said, context, cwd } = desk()
  const inCloud = { ...context, world: { ...context.world, env: { ...context.world.env, OneDrive: cwd } } }
  await makeKeyFolder(join(cwd, 'ca'), inCloud)
  expect(said[0]).toBe('warning: ca is in OneDrive, which copies the private keys in it to the cloud')
})

test('paths that Explorer cannot open are said once', () => {
  const { cwd, said, context } = desk()
  const plan = (length: number) => ({ folder: join(cwd, 'x'.repeat(length)), pfx: { fileName: 'j-cba.pfx' } })
  sayLongPath([plan(10)], context)
  expect(said).toEqual([])
  sayLongPath([plan(10), plan(250), plan(251)], context)
  expect(said).toEqual([expect.stringContaining('more than 259 characters'), 'hint: give a shorter --output'])
})

test('other systems have modes, and run nothing', async () => {
  const { cwd, context } = desk()
  const unix = { ...context, world: { ...context.world, platform: 'linux' } }
  await makeKeyFolder(join(cwd, 'ca'), unix)
  await writeSecretFile(join(cwd, 'jane.txt'), 'secret\n', unix)
  expect(windows.calls).toEqual([])
})
