// The build, `npm run build`: TypeScript and libraries → dist/. esbuild splits the two programs into modules at their
// `import()`s; here those that are needed together are put into one file, a pack, which packs.ts loads with V8's
// code cache. Packs carry a hash of their text in their name, so that a cache can never be taken for another text.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DIST = join(ROOT, 'dist')
const PACKS = join(DIST, 'packs')

/** What is loaded together, in this order; all modules of a kind that no former pack has. The last one is the rest. */
const PACK_ENTRIES = [
  ['start', ['src/main.ts']],
  ['new', ['src/cli/new.ts', 'src/cli/new-media.ts']],
  ['books', ['src/cli/crl.ts', 'src/cli/revoke.ts', 'src/cli/list.ts', 'src/cli/ca.ts']],
  ['media', ['src/cli/carry-out.ts', 'src/bulk/worker.ts']],
  ['questions', ['src/cli/prompts.ts']],
]

/** Never called by certstick, and half of what would have to be loaded for one user. Whose import, what, of what. */
const LEFT_OUT = [
  [/commander/, /^node:child_process$/, 'commands that are programs of their own'],
  [/xmlbuilder2/, /^js-yaml$/, 'YAML'],
  [/archiver/, /^(tar-stream|readdir-glob|lazystream)$/, 'tar, and files from the disk'],
]

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  write: false,
  logLevel: 'warning',
}
/** Without spaces, because each byte is read at each start; with names and lines, for the stack trace of a mistake. */
const COMPACT = { minifyWhitespace: true, lineLimit: 160 }

const leaveOut = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, importer }) => {
      const packages = importer.split('node_modules').at(-1)
      const left = LEFT_OUT.some(([whose, what]) => what.test(path) && whose.test(packages))
      return left ? { path, namespace: 'left-out' } : undefined
    })
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `module.exports = class { constructor() { throw new Error('the build leaves ${path} out') } }`,
    }))
  },
}

/** Libraries with short names too: half of what is read at a start is theirs, and their stack traces are not ours to read. */
const shorten = {
  name: 'shorten',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const format = /^(import|export)\b/m.test(text) ? 'esm' : 'cjs'
      const { code } = await transform(text, { minify: true, format, target: 'node20' })
      return { contents: code }
    })
  },
}

const split = await build({
  ...COMMON,
  entryPoints: { main: 'src/main.ts', worker: 'src/bulk/worker.ts' },
  outdir: DIST,
  splitting: true,
  format: 'esm',
  metafile: true,
  external: ['piscina', '@photostructure/sqlite'], // because they load files of their own
  // Node has both: the one is a copy of its streams for other platforms, the other waits where files run out.
  alias: { 'readable-stream': 'node:stream', 'graceful-fs': 'node:fs' },
  plugins: [leaveOut, shorten],
  define: { 'import.meta.url': 'moduleUrl' },
})

const packOf = assignPacks(split.metafile.outputs)
const bodies = new Map()
await Promise.all(
  split.outputFiles.map(async ({ path, text }) => {
    const { code } = await transform(text.replace(/^#!.*\n/, ''), {
      ...COMPACT,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      supported: { 'dynamic-import': false }, // so that it becomes `require`, which a pack answers
    })
    bodies.set(basename(path), withoutCopies(code))
  }),
)
const packs = new Map() // file name → text
const modules = {} // module → file name of its pack
for (const pack of new Set(packOf.values())) {
  const names = [...packOf].filter(([, its]) => its === pack).map(([name]) => name)
  const functions = names.map(
    (name) => `${JSON.stringify(name)}(exports,require,module,moduleUrl){"use strict";${bodies.get(name)}}`,
  )
  const text = `({\n${functions.join(',\n')}\n})`
  const file = `${pack}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.js`
  packs.set(file, text)
  for (const name of names) modules[name] = file
}

const launchers = await build({
  ...COMMON,
  ...COMPACT,
  entryPoints: { main: 'src/launch/main.ts', worker: 'src/launch/worker.ts' },
  outdir: DIST,
  format: 'cjs',
  define: { MODULES: JSON.stringify(modules) },
  logOverride: { 'commonjs-variable-in-esm': 'silent' }, // because the launchers do become CommonJS
})

mkdirSync(PACKS, { recursive: true })
clean(
  PACKS,
  (name) => packs.has(name) || (name.endsWith('.cache') && packs.has(name.replace(/\.js\..*/, '.js'))),
)
clean(DIST, (name) => ['packs', 'bench', 'main.js', 'worker.js', 'package.json'].includes(name))
for (const [file, text] of packs) write(join(PACKS, file), text)
for (const { path, text } of launchers.outputFiles) write(path, text, 0o755)
write(join(DIST, 'package.json'), '{ "type": "commonjs" }\n')

/**
 * Node's own modules behind one object each, which has their `default`: the copies that esbuild makes of them load all
 * that they would load when asked.
 */
function withoutCopies(code) {
  return code.replaceAll(/__toESM\((require\("([\w:/]+)"\))(?:, ?1)?\)/g, (copied, required, name) =>
    isBuiltin(name) ? `Object.create(${required},{default:{value:${required}}})` : copied,
  )
}

/** Module → pack. */
function assignPacks(outputs) {
  const assigned = new Map()
  const assign = (path, pack) => {
    const name = basename(path)
    if (assigned.has(name)) return
    assigned.set(name, pack)
    for (const { path: imported, kind, external } of outputs[path].imports) {
      if (!external && kind === 'import-statement') assign(imported, pack)
    }
  }
  for (const [pack, entries] of PACK_ENTRIES) {
    for (const [path, { entryPoint }] of Object.entries(outputs)) {
      if (entries.includes(entryPoint)) assign(path, pack)
    }
  }
  for (const path of Object.keys(outputs)) assign(path, 'rest')
  return assigned
}

/** What an earlier build left; a cache that still fits a pack stays. */
function clean(folder, belongs) {
  for (const name of readdirSync(folder)) {
    if (!belongs(name)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** What is there already is left alone, because another certstick may be starting from it. */
function write(path, text, mode = 0o644) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text, { mode })
}
