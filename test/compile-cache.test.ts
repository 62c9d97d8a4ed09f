import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import module from 'node:module'
import { join, normalize } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { cacheFolder, isSafe } from '../src/compile-cache.ts'
import { certstick, emptyFolder } from './support/cli.ts'
import { testUnless } from './support/skips.ts'

describe('the folder of the compile cache', () => {
  const linux = { platform: 'linux', getuid: () => 1000 }

  test.each([
    [{ HOME: '/home/jane' }, '/home/jane/.cache/certstick'],
    [{ HOME: '/home/jane', XDG_CACHE_HOME: '/var/jane' }, '/var/jane/certstick'],
    [{ HOME: '/home/jane', XDG_CACHE_HOME: '' }, '/home/jane/.cache/certstick'],
    [{ XDG_CACHE_HOME: 'relative' }, null],
    [{ HOME: '' }, null],
    [{}, null],
  ])('on Linux with %j is %s', (env, folder) => {
    expect(cacheFolder({ ...linux, env })).toBe(folder && normalize(folder))
  })

  test('on macOS is where its caches are', () => {
    const env = { HOME: '/Users/jane' }
    expect(cacheFolder({ env, platform: 'darwin' })).toBe(normalize('/Users/jane/Library/Caches/certstick'))
  })

  test('on Windows is never that of the home folder', () => {
    expect(cacheFolder({ env: { HOME: '/c/Users/jane' }, platform: 'win32' })).toBeNull()
  })
})

const modesAbsent = process.getuid === undefined ? 'users with numbers' : null

describe('a folder', () => {
  const testHere = testUnless(modesAbsent)
  const me = { env: {}, platform: process.platform, getuid: () => process.getuid?.() ?? -1 }
  let folder: string
  let below: string

  beforeEach(() => {
    folder = emptyFolder()
    below = join(folder, 'a', 'b')
    mkdirSync(below, { recursive: true, mode: 0o700 })
  })

  testHere(
    'that only its owner writes is safe, below a shared one where nobody can rename what is another’s',
    () => {
      expect(isSafe(below, me)).toBe(true)
      chmodSync(join(folder, 'a'), 0o1777)
      expect(isSafe(below, me)).toBe(true)
    },
  )

  testHere.each([0o770, 0o707, 0o1777])('that others write is not: mode %o', (mode) => {
    chmodSync(below, mode)
    expect(isSafe(below, me)).toBe(false)
  })

  testHere('in a folder where others can put another in its place is not', () => {
    chmodSync(join(folder, 'a'), 0o777)
    expect(isSafe(below, me)).toBe(false)
  })

  testHere('of somebody else is not', () => {
    const another = me.getuid() + 1
    if (me.getuid() === 0) chownSync(below, another, another) // because everybody trusts root
    expect(isSafe(below, { ...me, getuid: () => (me.getuid() === 0 ? 0 : another) })).toBe(false)
  })
})

describe('the program', () => {
  const CACHES = process.platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME'

  test('runs where nothing can be kept', () => {
    const cwd = emptyFolder()
    const file = join(cwd, 'file')
    writeFileSync(file, '')
    expect(certstick(['--version'], { cwd, env: { [CACHES]: file } })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  const cacheAbsent = 'enableCompileCache' in module ? null : 'Node 22.1'

  testUnless(cacheAbsent)('keeps its compiled code in a folder that only the user writes', () => {
    const cwd = emptyFolder()
    const env = { [CACHES]: join(cwd, 'caches') }
    const first = certstick(['--version'], { cwd, env })
    expect(readdirSync(join(cwd, 'caches', 'certstick'))).not.toEqual([])
    expect(certstick(['--version'], { cwd, env })).toEqual(first)
  })

  testUnless(cacheAbsent ?? modesAbsent)('keeps nothing where others could write', () => {
    const cwd = emptyFolder()
    const caches = join(cwd, 'caches')
    mkdirSync(join(caches, 'certstick'), { recursive: true })
    chmodSync(caches, 0o777)
    const env = { XDG_CACHE_HOME: caches }
    expect(certstick(['--version'], { cwd, env })).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(join(caches, 'certstick'))).toEqual([])
    rmSync(caches, { recursive: true })
    const elsewhere = emptyFolder()
    chmodSync(elsewhere, 0o777)
    symlinkSync(elsewhere, caches)
    expect(certstick(['--version'], { cwd, env })).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(elsewhere).flatMap((name) => readdirSync(join(elsewhere, name)))).toEqual([])
  })
})
