// A folder of its own for each test that lets real programs read files; gone when the test ends.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'certstick-test-'))
  onTestFinished(() => removeUnlessOpen(folder))
  return folder
}

/** Windows removes no folder with an open file, such as an inventory. Such a folder goes with the folder of the whole run. */
function removeUnlessOpen(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    if (process.platform !== 'win32') throw error
  }
}

/** Writes files by name and gives their paths, under the same names. */
export function writeFiles<Name extends string>(
  files: Readonly<Record<Name, string | Uint8Array>>,
): Readonly<Record<Name, string>> {
  const folder = temporaryFolder()
  const paths: Record<string, string> = {}
  for (const [name, content] of Object.entries<string | Uint8Array>(files)) {
    paths[name] = join(folder, name)
    writeFileSync(join(folder, name), content)
  }
  return paths as Record<Name, string>
}
