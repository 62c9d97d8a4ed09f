// The rules of the house, held against the imports as they stand.
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'

const source = new URL('../src/', import.meta.url)
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .sort()

interface Import {
  readonly from: string
  /** A file below src, or a package's name. */
  readonly to: string
}

const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(new URL(from, source), 'utf8')
  return [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([\w.@/:-]+)'/g)].map(([, name]) => {
    const to = name ?? ''
    return { from, to: to.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), to)) : to }
  })
})

const BASE = [
  'assets.ts',
  'errors.ts',
  'finding.ts',
  'instant.ts',
  'flush-folder.ts',
  'make-folders.ts',
  'new-file.ts',
  'patience.ts',
  'read-file.ts',
  'recorded-path.ts',
  'screen-text.ts',
  'secret.ts',
  'windows-programs.ts',
  'world.ts',
]

/** What each room imports beside itself. A row lists no room that it does not need. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  release: ['base'],
  tables: ['base'],
  x509: ['base'],
  'answer-file': ['base'],
  script: ['base', 'answer-file'],
  wifi: ['base', 'answer-file'],
  media: ['base'],
  'device-log': ['base', 'script'],
  installer: ['base', 'answer-file', 'media'],
  inventory: ['base'],
  authority: ['base', 'x509', 'inventory'],
  entra: ['base', 'x509', 'authority'],
  request: ['base', 'x509', 'answer-file', 'media'],
  profile: ['base', 'x509', 'request'],
  plan: ['base', 'x509', 'answer-file', 'script', 'wifi', 'media', 'request'],
  verify: [
    ...['base', 'tables', 'x509', 'answer-file', 'script', 'wifi', 'media', 'installer', 'inventory'],
    ...['authority', 'request'],
    ...['plan'],
  ],
  issue: [
    ...['base', 'x509', 'answer-file', 'script', 'media', 'inventory', 'authority', 'request', 'plan'],
    ...['verify'],
  ],
  stick: ['base', 'x509', 'answer-file', 'media', 'installer', 'verify', 'issue'],
  handover: ['base', 'x509', 'media', 'script', 'inventory', 'authority', 'entra', 'request'],
  rehearsal: ['base', 'x509', 'media', 'verify', 'handover'],
  bulk: ['base', 'tables', 'x509', 'wifi', 'media', 'inventory', 'request', 'plan', 'verify', 'issue'],
  cli: [
    ...[
      'base',
      'tables',
      'x509',
      'answer-file',
      'wifi',
      'media',
      'script',
      'device-log',
      'inventory',
      'authority',
      'request',
    ],
    ...['profile', 'plan', 'verify', 'issue', 'stick', 'installer', 'entra', 'handover', 'rehearsal', 'bulk'],
  ],
  process: ['base', 'cli'],
  'node-version': [],
  'compile-cache': [],
  main: ['node-version', 'compile-cache', 'process'],
}

/** The folders of the command line, each importing only those before it, and what every command needs. */
const CLI_FOLDERS = 'ca customer list crl stick bulk check export entra completion wizard'.split(' ')

/** Rooms that use the disk themselves; of `authority` only the files of its store. */
const MAY_IMPORT_FS =
  /^(assets|compile-cache|flush-folder|make-folders|new-file|patience|read-file)\.ts$|^inventory\/(backup|open)\.ts$|^authority\/store-|^media\//

function roomOf(path: string): string {
  if (BASE.includes(path)) return 'base'
  return path.includes('/') ? (path.split('/')[0] ?? '') : path.replace('.ts', '')
}

const inside = imports.filter(({ to }) => to.endsWith('.ts'))

function groupBy(end: keyof Import, all: readonly Import[]): ReadonlyMap<string, readonly Import[]> {
  const groups = new Map<string, Import[]>()
  for (const one of all) groups.set(one[end], [...(groups.get(one[end]) ?? []), one])
  return groups
}

describe('imports', () => {
  test('are found', () => {
    expect(inside.length).toBeGreaterThan(100)
    expect(imports.some(({ to }) => to === 'archiver')).toBe(true)
  })

  test('go only to the rooms that each room names, and every room that it names is imported', () => {
    const between = inside
      .map(({ from, to }) => ({ from: roomOf(from), to: roomOf(to) }))
      .filter(({ from, to }) => from !== to)
    const isNamed = ({ from, to }: Import) => MAY_IMPORT[from]?.includes(to) === true
    expect(between.filter((one) => !isNamed(one))).toEqual([])
    const named = Object.entries(MAY_IMPORT).flatMap(([from, rooms]) => rooms.map((to) => ({ from, to })))
    const isUsed = ({ from, to }: Import) => between.some((one) => one.from === from && one.to === to)
    expect(named.filter((one) => !isUsed(one))).toEqual([])
  })

  test('never point back: a room imports only rooms that stand above it in the table', () => {
    const rooms = Object.keys(MAY_IMPORT)
    const back = inside.filter(({ from, to }) => rooms.indexOf(roomOf(to)) > rooms.indexOf(roomOf(from)))
    expect(back).toEqual([])
  })

  test('of the folders of the command line go one way too', () => {
    const folderOf = (path: string) => /^cli\/([^/]+)\//.exec(path)?.[1] ?? null
    const folders = new Set(files.flatMap((path) => folderOf(path) ?? []))
    expect([...folders].sort()).toEqual([...CLI_FOLDERS].sort())
    const between = inside.flatMap(({ from, to }) => {
      const [importer, imported] = [folderOf(from), folderOf(to)]
      return importer === null || imported === null ? [] : [{ from, to, importer, imported }]
    })
    expect(between.length).toBeGreaterThan(30)
    const isBack = ({ importer, imported }: { readonly importer: string; readonly imported: string }) =>
      CLI_FOLDERS.indexOf(imported) > CLI_FOLDERS.indexOf(importer)
    expect(between.filter(isBack)).toEqual([])
  })

  test('make no cycle, types included', () => {
    const targets = groupBy('from', inside)
    const done = new Set<string>()
    const walk = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) throw new Error(`a cycle: ${[...trail, path].join(' → ')}`)
      if (done.has(path)) return
      for (const { to } of targets.get(path) ?? []) walk(to, [...trail, path])
      done.add(path)
    }
    for (const file of files) walk(file, [])
  })

  test('of each library stand in one file, but for the command line’s own', () => {
    const libraries = imports.filter(
      ({ to }) => !to.endsWith('.ts') && !to.startsWith('node:') && !to.endsWith('.json'),
    )
    const users = groupBy('to', libraries)
    const shared = [...users].map(([name, all]) => [name, [...new Set(all.map(({ from }) => from))]] as const)
    // commander is the command line itself: its types go where options are defined, its error where it is caught
    expect(shared.filter(([name, from]) => from.length > 1 && name !== 'commander')).toEqual([])
  })

  test('of node:process bring only what stays the same while the program runs', () => {
    const names = files.flatMap((path) => {
      const text = readFileSync(new URL(path, source), 'utf8')
      return [...text.matchAll(/import \{?([^}'\n]*?)\}? from 'node:process'/g)].flatMap(([, list]) =>
        (list ?? '').split(',').map((name) => `${path}: ${name.trim()}`),
      )
    })
    const fixed = /: (?:platform|pid|getBuiltinModule)$/
    // node:sqlite warns of itself as it is loaded, and only the process can be kept from showing it.
    expect(names.filter((name) => !fixed.test(name))).toEqual(['inventory/driver.ts: runtime'])
  })

  test('of node:fs stand in the rooms that use the disk', () => {
    const users = imports.filter(({ to }) => /^node:fs(\/promises)?$/.test(to)).map(({ from }) => from)
    expect(users.filter((path) => !MAY_IMPORT_FS.test(path))).toEqual([])
  })
})

describe('source', () => {
  const texts = files.map((path) => [path, readFileSync(new URL(path, source), 'utf8')] as const)

  test('reaches for clock, randomness, process and console where a program starts, and nowhere else', () => {
    const starts = ['main.ts', 'process.ts']
    const reach = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomBytes\b\(|\bprocess\.|\bconsole\./
    const wrong = texts.filter(([path, text]) => !starts.includes(path) && reach.test(withoutComments(text)))
    expect(wrong.map(([path]) => path)).toEqual([])
  })

  test('renames and removes files in patience.ts, and in the stage whose renames are tried again together', () => {
    const changes = /\b(?:rename|rm|rmdir|unlink)(?:Sync)?\(/
    const users = texts.filter(([, text]) => changes.test(withoutComments(text))).map(([path]) => path)
    expect(users).toEqual(['media/disk-stage.ts', 'patience.ts'])
  })

  test('starts another program in two places, which name it by its full path', () => {
    const starts = texts.filter(([, text]) => /child_process/.test(withoutComments(text)))
    expect(starts.map(([path]) => path)).toEqual(['cli/entra/browser.ts', 'windows-programs.ts'])
  })

  test('has a head that says what each file is for', () => {
    expect(texts.filter(([, text]) => !/^(#!.*\n)?\/\/ \S/.test(text)).map(([path]) => path)).toEqual([])
  })

  test('names in its comments only files that exist', () => {
    const names = [...files, ...readdirSync(source, { encoding: 'utf8' })].map((path) => `/src/${path}`)
    const missing = texts.flatMap(([path, text]) =>
      [...text.matchAll(/^\s*(?:\/\/|\/?\*).*$/gm)]
        .flatMap(([line]) => line.match(/\w[\w/-]*\.(?:ts|mjs)\b/g) ?? [])
        .filter((name) => !name.startsWith('test/') && !names.some((known) => known.endsWith(`/${name}`)))
        .map((name) => `${path}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('has no comment line past 132 columns', () => {
    const long = texts.flatMap(([path, text]) =>
      text
        .split('\n')
        .map((line, index) => ({ line, at: `${path}:${index + 1}` }))
        .filter(({ line }) => line.length > 132 && /^\s*(?:\/\/|\/?\*)/.test(line)),
    )
    expect(long.map(({ at }) => at)).toEqual([])
  })

  test('has no file past 280 lines, no enum, no default export', () => {
    const wrong = texts.filter(
      ([, text]) => text.split('\n').length > 281 || /^export default |^(export )?(const )?enum /m.test(text),
    )
    expect(wrong.map(([path]) => path)).toEqual([])
  })

  test('keeps nothing between calls: no module has a variable, or an empty collection to fill', () => {
    const state = /^(?:export )?(?:let|var) |^(?:export )?const .*= new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\)/m
    // process.ts is loaded once and runs the program: what it keeps is the process's own.
    expect(texts.filter(([, text]) => state.test(text)).map(([path]) => path)).toEqual(['process.ts'])
  })

  test('exports no value that no other file imports', () => {
    const users = ['../test/', '../docs/']
      .map((folder) => new URL(folder, source))
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((path) => /\.(ts|mjs)$/.test(path))
          .map((path) => readFileSync(new URL(path.replaceAll('\\', '/'), folder), 'utf8')),
      )
    const unused = texts.flatMap(([path, text]) => {
      const others = [...texts.filter(([other]) => other !== path).map(([, other]) => other), ...users]
      const names = [...text.matchAll(/^export (?:async )?(?:const|function\*?|class) (\w+)/gm)]
      return names
        .map(([, name]) => name ?? '')
        .filter((name) => !others.some((other) => new RegExp(`\\b${name}\\b`).test(other)))
        .map((name) => `${path}: ${name}`)
    })
    expect(unused).toEqual([])
  })

  test('has each of its folders on the map of docs/developing.md', () => {
    const map = readFileSync(new URL('../docs/developing.md', import.meta.url), 'utf8')
    const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]))
    expect([...folders].filter((folder) => !new RegExp(`\\s${folder}/ `).test(map))).toEqual([])
  })

  test('has no room for odds and ends', () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|common|managers?|index)\.ts$/.test(path))).toEqual(
      [],
    )
  })
})

describe('tests', () => {
  test('skip by way of support/skips.ts, so that their names say what they need', () => {
    const folder = new URL('./', import.meta.url)
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.ts$/.test(path),
    )
    const skips = /\b(?:test|it|describe)\.(?:skip|skipIf|runIf|todo)\b/
    const wrong = paths.filter((path) =>
      skips.test(withoutComments(readFileSync(new URL(path, folder), 'utf8'))),
    )
    expect(wrong.map((path) => path.replaceAll('\\', '/'))).toEqual(['support/skips.ts'])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}
