// `npm run release`: certstick as one executable for Windows and one for Linux, with Node inside, by Node's own support for
// single executables (https://nodejs.org/api/single-executable-applications.html). Runs on Linux x64. Everything goes into
// dist/release/, or the folder that is named. The same sources give the same bytes.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv } from 'node:process'
import { inject } from 'postject'
import { bundle } from './bundle.mjs'
import { licencesOf, packagesOf } from './licences.mjs'
import { fetchNode, TARGETS } from './release/node.mjs'
import { withoutSignature } from './release/portable-executable.mjs'
import { renderSbom } from './release/sbom.mjs'

const target = argv[2] ?? 'dist/release'
const product = JSON.parse(readFileSync('package.json', 'utf8'))
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const name = `${product.name}-${product.version}`
const nodes = TARGETS.map(fetchNode)
const [linux, windows] = nodes
const work = mkdtempSync(join(tmpdir(), 'certstick-release-'))
try {
  const packages = packagesOf(await bundleBoth())
  const blob = makeBlob()
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  await makeExecutable(`${name}-linux-x64`, readFileSync(linux.program), blob)
  await makeExecutable(`${name}-windows-x64.exe`, withoutSignature(readFileSync(windows.program)), blob)
  const versions = JSON.parse(runNode(['-p', 'JSON.stringify(process.versions)']))
  write(`${name}.cdx.json`, renderSbom({ product, packages, lock, nodes, versions }))
  write('THIRD-PARTY-LICENSES.txt', licencesOf([...packages, { ...linux, name: 'Node.js' }]))
  write('LICENSE', readFileSync('LICENSE'))
  const sums = readdirSync(target).map((file) => `${sha256(readFileSync(join(target, file)))}  ${file}\n`)
  write('SHA256SUMS', sums.join(''))
} finally {
  rmSync(work, { recursive: true })
}

/** One file for the program and one for its worker threads, in `work`. @returns paths of all sources */
async function bundleBoth() {
  const chunks = []
  for (const [name, source] of [
    ['main', 'src/process.ts'],
    ['worker', 'src/bulk/worker.ts'],
  ]) {
    const [chunk] = await bundle({
      input: { [name]: source },
      format: 'cjs',
      codeSplitting: false,
      target: 'node22',
      define: { 'import.meta.url': '"file:///"' }, // the place of the assets, which is not used here
      plugins: [{ name: 'assets inside', resolveId: inside }],
    })
    writeFileSync(join(work, `${name}.js`), chunk.code)
    chunks.push(chunk)
  }
  return chunks.flatMap(({ moduleIds }) => moduleIds)
}

function inside(path) {
  return path === './assets.ts' ? resolve('src/release/assets.ts') : null
}

/** @returns the program and its assets, in the format of this version of Node for all systems */
function makeBlob() {
  const templates = readdirSync('templates', { recursive: true }).filter((path) => /\.\w+$/.test(path))
  const config = {
    main: 'main.js', // a relative path, because the blob holds it
    output: 'blob',
    disableExperimentalSEAWarning: true,
    assets: {
      'worker.js': 'worker.js',
      ...Object.fromEntries(
        templates.sort().map((path) => [`templates/${path}`, resolve('templates', path)]),
      ),
    },
  }
  writeFileSync(join(work, 'config.json'), JSON.stringify(config))
  runNode(['--experimental-sea-config', 'config.json'])
  return readFileSync(join(work, config.output))
}

function runNode(args) {
  return execFileSync(linux.program, args, { cwd: work, encoding: 'utf8' })
}

async function makeExecutable(file, program, blob) {
  const path = join(target, file)
  writeFileSync(path, program)
  await inject(path, 'NODE_SEA_BLOB', blob, {
    sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
  })
  chmodSync(path, 0o755)
  console.log(path)
}

function write(file, content) {
  writeFileSync(join(target, file), content)
  console.log(join(target, file))
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
