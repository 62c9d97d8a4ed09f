// The build, `npm run build`: src/ and the libraries → dist/. Everything that certstick loads is in dist/, but the SQLite
// binding for Node 20, which is machine code; docs/developing.md says why. Files that did not change are left alone, because
// another certstick may be starting from them.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { licencesOf, packagesOf } from './licences.mjs'

/** Folders in dist/ that other commands make. */
const KEPT = ['bench', 'release']

/**
 * What every command starts with is one file, and so is what `new` needs: Node takes half a millisecond for each file, and
 * sixty of them were a ninth of a start. All else is split by who loads it. A file that runs something as it is loaded, such
 * as `process.ts`, must not be in a group, because others load the group.
 */
const GROUPS = [
  { name: 'start', test: /src[\\/]cli[\\/]run\.ts$/, priority: 3 },
  { name: 'command', test: /src[\\/]cli[\\/]run-command\.ts$/, priority: 2 },
  { name: 'stick', test: /src[\\/]cli[\\/](?:new|carry-out)\.ts$/, priority: 1 },
]

const output = await bundle(
  { main: 'src/main.ts', worker: 'src/bulk/worker.ts' },
  {
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: { groups: GROUPS },
    comments: false,
    // Names stay, so that a report of a fault says where it happened.
    minify: { compress: true, mangle: false, codegen: true },
  },
)
const files = new Map(output.map(({ fileName, code }) => [fileName, code]))
files.set('THIRD-PARTY-LICENSES.txt', licencesOf(packagesOf(output.flatMap(({ moduleIds }) => moduleIds))))
files.set('certstick.schema.json', await schema())
mkdirSync('dist', { recursive: true })
for (const [name, text] of files) {
  const path = join('dist', name)
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text)
    writeFileSync(path, text, { mode: name === 'main.js' ? 0o755 : 0o644 })
}
for (const name of readdirSync('dist')) {
  if (!files.has(name) && !KEPT.includes(name)) rmSync(join('dist', name), { recursive: true })
}

/** @returns the files of the bundle, as text */
async function bundle(input, options) {
  const made = await rolldown({
    input,
    external: ['@photostructure/sqlite'],
    platform: 'node',
    transform: { target: 'node20' },
    onLog(level, log, handle) {
      // A file that is loaded at once in one place and later in another is in the group of the first, as it should be.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handle(level === 'warn' ? 'error' : level, log)
    },
  })
  const { output: chunks } = await made.generate({ format: 'esm', ...options })
  await made.close()
  return chunks
}

/** The JSON schema of certstick.json, from the table of options. */
async function schema() {
  const [{ code }] = await bundle('src/profile/schema.ts', {})
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  return (await import(url)).formatSchema()
}
