// A copy of the built program, whose code caches are looked at, broken and kept from being written.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { readCache, writeCache } from '../../src/launch/code-cache.ts'
import { emptyFolder } from '../support/cli.ts'
import { testUnless } from '../support/skips.ts'
import { run, type ToolResult } from '../support/tools.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
let home: string
let packs: string

beforeEach(() => {
  home = join(emptyFolder(), 'a folder with spaces')
  packs = join(home, 'dist/packs')
  cpSync(join(root, 'templates'), join(home, 'templates'), { recursive: true })
  cpSync(join(root, 'dist'), join(home, 'dist'), {
    recursive: true,
    filter: (path) => !/bench|\.cache/.test(path),
  })
})

/** Reads the disk, and needs several packs. */
function listTemplates(...options: readonly string[]): ToolResult {
  return run(process.execPath, [...options, join(home, 'dist/main.js'), 'template', 'list'])
}

function caches(): string[] {
  return readdirSync(packs).filter((name) => !name.endsWith('.js'))
}

describe('a code cache', () => {
  test('is left by the first run and used by the next', () => {
    const first = listTemplates()
    expect(first.status).toBe(0)
    expect(caches()).not.toEqual([])
    const written = caches().map((name) => statSync(join(packs, name)).mtimeMs)
    expect(listTemplates()).toEqual(first)
    // A run writes what it could not use.
    expect(caches().map((name) => statSync(join(packs, name)).mtimeMs)).toEqual(written)
  })

  test('may be written by nobody else', () => {
    listTemplates()
    for (const name of caches()) expect(statSync(join(packs, name)).mode & 0o022).toBe(0)
  })

  test('is not left by a run that failed', () => {
    expect(run(process.execPath, [join(home, 'dist/main.js'), 'nonsense']).status).toBe(2)
    expect(caches()).toEqual([])
  })

  test('is not left by a run that has options for Node itself', () => {
    expect(listTemplates('--no-opt').status).toBe(0)
    expect(caches()).toEqual([])
  })

  test.each([
    ['empty', () => new Uint8Array()],
    ['something else', () => Buffer.from('something else')],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['short of a byte', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['without a sector', (bytes: Buffer) => Buffer.from(bytes).fill(0, 4096, 4608)],
    ['with one bit turned', (bytes: Buffer) => Buffer.from(bytes).fill((bytes[5000] ?? 0) ^ 1, 5000, 5001)],
    ['twice as long', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
  ])('that is broken is replaced without a word: %s', (_, spoil) => {
    const first = listTemplates()
    const good = caches().map((name) => [join(packs, name), readFileSync(join(packs, name))] as const)
    for (const [path, bytes] of good) writeFileSync(path, spoil(bytes))
    expect(listTemplates()).toEqual(first)
    for (const [path] of good) expect(readCache(path)).toBeDefined()
  })

  test('of another release of V8 is replaced without a word', () => {
    const first = listTemplates()
    const paths = caches().map((name) => join(packs, name))
    const foreign = paths.map((path) => {
      const bytes = Buffer.from(readCache(path) ?? [])
      bytes.writeUInt8(bytes.readUInt8(4) ^ 1, 4) // in V8's hash of its release (src/snapshot/code-serializer.h)
      writeCache(path, bytes)
      return bytes
    })
    expect(listTemplates()).toEqual(first)
    paths.forEach((path, index) => {
      expect(readCache(path)?.subarray(0, 8)).not.toEqual(foreign[index]?.subarray(0, 8))
    })
  })

  test('that cannot be written is done without, and leaves nothing behind', () => {
    const first = listTemplates()
    const names = caches()
    for (const name of names) {
      rmSync(join(packs, name))
      mkdirSync(join(packs, name)) // because no permission keeps root from writing
    }
    expect(listTemplates()).toEqual(first)
    expect(caches()).toEqual(names)
  })

  testUnless(process.getuid?.() === 0 ? 'a user that is not root' : null)(
    'is not missed where the program may not be written',
    () => {
      chmodSync(packs, 0o500)
      expect(listTemplates().status).toBe(0)
      expect(caches()).toEqual([])
    },
  )

  test('is taken by all threads of a bulk run, which has V8 options of its own', () => {
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules')) // for piscina, which is not built in
    const cwd = emptyFolder()
    const log = join(cwd, 'scripts.log')
    const watch = join(cwd, 'watch.cjs')
    writeFileSync(watch, WATCH_SCRIPTS)
    const users = Array.from({ length: 60 }, (_, n) => `user${n}@contoso.com\n`) // so many are worth a worker
    writeFileSync(join(cwd, 'users.csv'), `upn\n${users.join('')}`)
    const bulk = (output: string, ...options: readonly string[]) => {
      const args = ['bulk', 'users.csv', '--yes', '--key', 'ec-p256', '--output', output]
      const env = { ...process.env, SCRIPTS_LOG: log }
      return spawnSync(process.execPath, [...options, join(home, 'dist/main.js'), ...args], { cwd, env })
        .status
    }
    expect([bulk('one'), bulk('two', '--require', watch)]).toEqual([0, 0])
    const scripts = readFileSync(log, 'utf8').trim().split('\n')
    const threads = new Set(scripts.map((line) => line.split(' ')[0]))
    expect(threads.size).toBe(Math.min(2, availableParallelism()))
    expect(scripts.filter((line) => !line.endsWith(' taken'))).toEqual([])
  })
})

/** Writes down of each script, in each thread, whether V8 took its cache. */
const WATCH_SCRIPTS = `
const vm = require('node:vm')
const { appendFileSync } = require('node:fs')
const { threadId } = require('node:worker_threads')
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options)
    const state = this.cachedDataRejected === false ? 'taken' : 'refused'
    appendFileSync(process.env.SCRIPTS_LOG, threadId + ' ' + options.filename + ' ' + state + '\\n')
  }
}
`
