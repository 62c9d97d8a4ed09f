// The build, `npm run build`: src/ and the libraries → dist/. Everything that certstick loads is in dist/, but the SQLite
// binding for Node 20, which is machine code; docs/developing.md says why. Files that did not change are left alone, because
// another certstick may be starting from them.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './bundle.mjs'
import { licencesOf, packagesOf } from './licences.mjs'

/** Folders in dist/ that other commands make. */
const KEPT = ['bench', 'release']

/**
 * What every command starts with is one file, and so is each step of `new`: Node takes half a millisecond for each file, and
 * sixty of them were a ninth of a start. All else is split by who loads it. A file that runs something as it is loaded, such
 * as `process.ts`, must not be in a group, because others load the group.
 */
const GROUPS = [
  { name: 'start', test: /src[\\/]cli[\\/]run\.ts$/ },
  { name: 'command', test: /src[\\/]cli[\\/](?:run-command|customer[\\/]profile)\.ts$/ },
  { name: 'stick', test: /src[\\/]cli[\\/]stick[\\/](?:new|carry-out)\.ts$/ },
  { name: 'build', test: /src[\\/](?:issue[\\/]produce|media[\\/]zip|x509[\\/]pkcs12)\.ts$/ },
  { name: 'proof', test: /src[\\/]issue[\\/]read-back\.ts$/ },
].map((group, index, { length }) => ({ ...group, priority: length - index })) // what two need is in the first

const output = await bundle({
  input: { main: 'src/main.ts', worker: 'src/bulk/worker.ts' },
  target: 'node20',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: { groups: GROUPS },
  comments: false,
  // Names of functions stay, so that a report of a fault says where it happened; shorter text is read faster.
  minify: { compress: true, mangle: { keepNames: true }, codegen: true },
})
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

/** The JSON schema of certstick.json, from the table of options. */
async function schema() {
  const [{ code }] = await bundle({ input: 'src/profile/schema.ts', target: 'node20' })
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  return (await import(url)).formatSchema()
}
