// Programs that tests bundle as the real one is, such as small ones, so that several processes can run our code at once.
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type RolldownPluginOption } from 'rolldown'
import { temporaryFolder } from './folders.ts'

/**
 * Bundles for Node, with all packages inside but one: the SQLite of Node 20, which loads binaries from its own folder.
 * @param entries name of the program without `.js` → its source, below the project
 */
export async function bundlePrograms(
  entries: Readonly<Record<string, string>>,
  folder: string,
  plugins: RolldownPluginOption = [],
): Promise<void> {
  await build({
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    input: { ...entries },
    external: ['@photostructure/sqlite'],
    platform: 'node',
    transform: { target: 'node20' },
    plugins,
    checks: { ineffectiveDynamicImport: false },
    output: { dir: folder, format: 'esm' },
    logLevel: 'warn',
  })
}

/** Lets programs in a folder find that one package, where this Node needs it. */
export function linkPackages(folder: string): void {
  const [major] = process.versions.node.split('.')
  if (Number(major) >= 22) return
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'))
}

/** @returns the path of the bundle, for `node`; it is gone when the test ends */
export async function bundleProgram(source: URL): Promise<string> {
  const folder = temporaryFolder()
  linkPackages(folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  await bundlePrograms({ program: fileURLToPath(source) }, folder)
  return join(folder, 'program.js')
}
