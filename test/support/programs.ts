// Programs that tests bundle as the real one is, such as small ones, so that several processes can run our code at once.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, buildSync } from 'esbuild'
import { temporaryFolder } from './folders.ts'

const IMPORT_META_REQUIRE = "import{createRequire as c}from'node:module';const require=c(import.meta.url);"

/** For Node, with all packages inside but one: the SQLite of Node 20, which loads binaries from its own folder. */
export const BUNDLED = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@photostructure/sqlite'],
  banner: { js: IMPORT_META_REQUIRE },
  logLevel: 'warning',
} as const satisfies BuildOptions

/** Lets programs in a folder find that one package, where this Node needs it. */
export function linkPackages(folder: string): void {
  const [major] = process.versions.node.split('.')
  if (Number(major) >= 22) return
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'))
}

/** @returns the path of the bundle, for `node`; it is gone when the test ends */
export function bundleProgram(source: URL): string {
  const folder = temporaryFolder()
  const outfile = join(folder, 'program.mjs')
  linkPackages(folder)
  buildSync({ ...BUNDLED, entryPoints: [fileURLToPath(source)], outfile })
  return outfile
}
