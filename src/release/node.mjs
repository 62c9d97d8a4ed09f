// The builds of Node that the executables are made from: npm's packages of Node, in the version and with the SHA-256 that
// node.json says. They stay in the user's cache folder. `node src/release/node.mjs` fetches both and prints their paths.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { argv, env } from 'node:process'
import { fileURLToPath } from 'node:url'

export const TARGETS = ['linux-x64', 'win-x64']

/** @param target one of TARGETS @returns name, version, folder and licence of the package; path and SHA-256 of its program */
export function fetchNode(target) {
  const { version, programs } = JSON.parse(readFileSync(new URL('./node.json', import.meta.url), 'utf8'))
  const { path, sha256 } = programs[target]
  const name = `node-${target}`
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'certstick', `${name}-${version}`)
  const folder = join(cache, 'node_modules', name)
  const program = join(folder, path)
  if (!existsSync(program)) install(`${name}@${version}`, cache)
  const found = createHash('sha256').update(readFileSync(program)).digest('hex')
  if (found !== sha256) throw new Error(`${program} has the SHA-256 ${found}, and node.json says ${sha256}`)
  return { name, version, license: 'MIT', folder, program, sha256 }
}

/** With npm, which holds the package against the registry's hash; `--force` takes one that is for another system. */
function install(wanted, folder) {
  mkdirSync(folder, { recursive: true })
  const options = [
    '--ignore-scripts',
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const args = ['install', ...options, '--force', '--prefix', folder, wanted]
  execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const target of TARGETS) console.log(fetchNode(target).program)
}
