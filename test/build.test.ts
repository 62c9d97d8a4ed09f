// What `npm run build` puts into dist/, held against what package.json says to those who look for known faults in libraries
// (devDependencies, because they are bundled), and to npm, which installs the others beside the program.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)
const licences = readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
const bundled = new Map(
  [...licences.matchAll(/^(\S+) (\S+), licence \S/gm)].map(([, name = '', version = '']) => [name, version]),
)
const modules = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.js'))
const texts = new Map(modules.map((name) => [name, readFileSync(join(root, 'dist', name), 'utf8')]))
const imported = [...texts.values()].flatMap((text) =>
  [...text.matchAll(/\b(?:from|import)"([^"\n]+)"|\bimport\([`"]([^`"]+)[`"]\)/g)].map(
    ([, fixed, later]) => fixed ?? later ?? '',
  ),
)

/** Installed beside the program, because they are or start files of their own. */
const NOT_BUNDLED = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
  (name) => !bundled.has(name),
)

test('every library that is imported is bundled in exactly the version that package.json names', () => {
  const named = Object.entries(devDependencies).filter(([name]) => bundled.has(name))
  expect(named.length).toBeGreaterThan(5)
  for (const [name, version] of named) expect([name, version]).toEqual([name, bundled.get(name)])
})

test('npm installs nothing beside the package but the SQLite of Node 20', () => {
  expect({ dependencies, optional: Object.keys(optionalDependencies) }).toEqual({
    dependencies: undefined,
    optional: ['@photostructure/sqlite'],
  })
})

test('the program asks for no other package than those that are installed beside it', () => {
  const packages = imported.filter(
    (name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name),
  )
  expect(packages.filter((name) => !NOT_BUNDLED.includes(name))).toEqual([])
})

test('every module that is imported is there, and no other', () => {
  const asked = new Set(
    imported.filter((name) => name.startsWith('./')).map((name) => name.slice('./'.length)),
  )
  expect([...asked].sort()).toEqual(modules.filter((name) => !['main.js', 'worker.js'].includes(name)).sort())
})

test('each bundled library comes with its licence', () => {
  for (const name of ['node-forge', 'archiver', 'xmlbuilder2', 'inquirer', 'saxes'])
    expect([...bundled.keys()]).toContain(name)
  expect(licences).toContain('Copyright (c) 2010, Digital Bazaar, Inc.')
})

test('what certstick never uses of a library, or Node has itself, is left out', () => {
  const left = ['js-yaml', 'streamx', 'tar-stream', 'event-target-shim']
  expect(left.filter((name) => bundled.has(name))).toEqual([])
})

test('functions have their names, which a report of a fault shows', () => {
  for (const name of ['issueStick', 'buildStick', 'openPfx', 'signCertificate'])
    expect([...texts.values()].some((text) => text.includes(`function ${name}(`))).toBe(true)
})

test('loading the code of the worker threads runs no command', () => {
  const worker = join(root, 'dist/worker.js')
  const { stdout, stderr, status } = spawnSync(process.execPath, [worker, '--version'], { encoding: 'utf8' })
  expect({ stdout, stderr, status }).toEqual({
    stdout: '',
    stderr: expect.stringContaining('workerData'),
    status: 1,
  })
})
