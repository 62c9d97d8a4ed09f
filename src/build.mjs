// The build, `npm run build`: src/ and the libraries → dist/. Everything that certstick loads is in dist/, but the SQLite
// binding for Node 20, which is machine code; docs/developing.md says why. Files that
// did not change are left alone, because another certstick may be starting from them.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { licencesOf, packagesOf } from './licences.mjs'

/** For libraries that are CommonJS, which ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);"

/** Folders in dist/ that other commands make. */
const KEPT = ['bench', 'release']

const { outputFiles, metafile } = await build({
  entryPoints: ['src/main.ts', 'src/bulk/worker.ts'],
  entryNames: '[name]',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@photostructure/sqlite', 'piscina'],
  metafile: true,
  write: false,
  logLevel: 'warning',
})
const files = new Map(outputFiles.map(({ path, text }) => [basename(path), withRequire(text)]))
files.set('THIRD-PARTY-LICENSES.txt', licencesOf(packagesOf(Object.keys(metafile.inputs))))
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

/** Only the file with esbuild's own `require` needs Node's, and making one in every file takes time at each start. */
function withRequire(text) {
  return text.includes('typeof require') ? `${REQUIRE}\n${text}` : text
}

/** The JSON schema of certstick.json, from the table of options. */
async function schema() {
  const entry = { entryPoints: ['src/profile/schema.ts'], format: 'esm', platform: 'node' }
  const [module] = (await build({ ...entry, bundle: true, write: false })).outputFiles
  const url = `data:text/javascript;base64,${Buffer.from(module.contents).toString('base64')}`
  return (await import(url)).formatSchema()
}
