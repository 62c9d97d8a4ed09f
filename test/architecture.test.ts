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

const BASE = ['errors.ts', 'make-folders.ts', 'secret.ts', 'finding.ts', 'remember.ts', 'world.ts']
const DOMAINS = ['x509', 'answer-file', 'media', 'authority', 'script'] as const

/**
 * base ← x509 ← authority; base ← answer-file ← script; base ← media; these ← flow and handover; flow ← bulk; all ← cli ←
 * main. launch stands before all of it and knows none of it.
 */
function roomOf(path: string): string {
  if (BASE.includes(path)) return 'base'
  if (path === 'main.ts') return 'main'
  const folder = path.split('/')[0] ?? ''
  return path.includes('/') && [...DOMAINS, 'handover', 'bulk', 'cli', 'launch'].includes(folder)
    ? folder
    : 'flow'
}

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: ['base'],
  x509: ['base', 'x509'],
  authority: ['base', 'x509', 'authority'],
  'answer-file': ['base', 'answer-file'],
  script: ['base', 'answer-file', 'script'],
  media: ['base', 'media'],
  flow: ['base', ...DOMAINS, 'flow', 'handover'],
  handover: ['base', ...DOMAINS, 'flow', 'handover'],
  bulk: ['base', ...DOMAINS, 'flow', 'bulk'],
  cli: ['base', ...DOMAINS, 'flow', 'handover', 'bulk', 'cli'],
  main: ['cli', 'base'],
  launch: ['launch'],
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

  test('never point back', () => {
    const wrong = inside.filter(({ from, to }) => MAY_IMPORT[roomOf(from)]?.includes(roomOf(to)) !== true)
    expect(wrong).toEqual([])
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

  test('of each library stand in one file', () => {
    const libraries = imports.filter(
      ({ to }) => !to.endsWith('.ts') && !to.startsWith('node:') && !to.endsWith('.json'),
    )
    const users = groupBy('to', libraries)
    const shared = [...users].map(([name, all]) => [name, [...new Set(all.map(({ from }) => from))]] as const)
    // commander is the command line itself: its types go where options are defined, its error where it is caught
    expect(shared.filter(([name, from]) => from.length > 1 && name !== 'commander')).toEqual([])
  })

  test('of node:fs stand where the disk is', () => {
    const allowed = /^(make-folders\.ts|authority\/store|media\/|deliver\.ts|cli\/|launch\/)/
    const users = imports.filter(({ to }) => /^node:fs(\/promises)?$/.test(to)).map(({ from }) => from)
    expect(users.filter((path) => !allowed.test(path))).toEqual([])
  })
})

describe('source', () => {
  const texts = files.map((path) => [path, readFileSync(new URL(path, source), 'utf8')] as const)

  test('reaches for clock, randomness, process and console where a program starts, and nowhere else', () => {
    const starts = ['main.ts', 'launch/main.ts', 'launch/worker.ts']
    const reach = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomBytes\b\(|\bprocess\.|\bconsole\./
    const wrong = texts.filter(([path, text]) => !starts.includes(path) && reach.test(withoutComments(text)))
    expect(wrong.map(([path]) => path)).toEqual([])
  })

  test('has a head that says what each file is for', () => {
    expect(texts.filter(([, text]) => !/^(#!.*\n)?\/\/ \S/.test(text)).map(([path]) => path)).toEqual([])
  })

  test('has no file past 300 lines, no enum, no default export', () => {
    const wrong = texts.filter(
      ([, text]) => text.split('\n').length > 300 || /^export default |^(export )?(const )?enum /m.test(text),
    )
    expect(wrong.map(([path]) => path)).toEqual([])
  })

  test('has no room for odds and ends', () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|common|managers?|index)\.ts$/.test(path))).toEqual(
      [],
    )
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}
