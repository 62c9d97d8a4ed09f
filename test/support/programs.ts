// Small programs of the tests, bundled as the real one is, so that several processes can run our code at once.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { temporaryFolder } from './folders.ts'

const IMPORT_META_REQUIRE = "import{createRequire as c}from'node:module';const require=c(import.meta.url);"

/** @returns the path of the bundle, for `node`; it is gone when the test ends */
export function bundleProgram(source: URL): string {
  const folder = temporaryFolder()
  const outfile = join(folder, 'program.mjs')
  symlinkSync(
    fileURLToPath(new URL('../../node_modules', import.meta.url)),
    join(folder, 'node_modules'),
    'junction',
  )
  buildSync({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@photostructure/sqlite'], // because it loads binaries from its own folder
    banner: { js: IMPORT_META_REQUIRE },
    logLevel: 'warning',
  })
  return outfile
}
