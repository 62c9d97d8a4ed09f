// The build, `npm run build`: src/ and the libraries → dist/. Everything that certstick loads is in dist/, but the SQLite
// binding for Node 20, which is machine code; docs/developing.md says why. Files that
// did not change are left alone, because another certstick may be starting from them.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

/** For libraries that are CommonJS, which ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);"

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
files.set('THIRD-PARTY-LICENSES.txt', licences(Object.keys(metafile.inputs)))
mkdirSync('dist', { recursive: true })
for (const [name, text] of files) {
  const path = join('dist', name)
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text)
    writeFileSync(path, text, { mode: name === 'main.js' ? 0o755 : 0o644 })
}
for (const name of readdirSync('dist')) {
  if (!files.has(name) && name !== 'bench') rmSync(join('dist', name), { recursive: true })
}

/** Only the file with esbuild's own `require` needs Node's, and making one in every file takes time at each start. */
function withRequire(text) {
  return text.includes('typeof require') ? `${REQUIRE}\n${text}` : text
}

/** Name, version and licence text of every package that some of these files belong to. */
function licences(inputs) {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []))
  return [...folders]
    .sort()
    .map(licenceOf)
    .join(`\n\n${'-'.repeat(80)}\n\n`)
}

function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
  const found = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return [
    `${name} ${version}, licence ${license}`,
    ...(found.length > 0 ? found : [`By ${author?.name ?? author}`]),
  ].join('\n\n')
}
