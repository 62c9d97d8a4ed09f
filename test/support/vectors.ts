// Certificates, CRLs and PFX files of others: the suites in Debian's package python3-cryptography-vectors.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = '/usr/lib/python3/dist-packages/cryptography_vectors'

/** What is absent where the suites are not here, or null. */
export const vectorsAbsent: string | null = existsSync(FOLDER) ? null : 'python3-cryptography-vectors'

export interface Vector {
  readonly name: string
  readonly path: string
  readonly bytes: Buffer
}

/** Every file of a folder of the suites; none where they are absent. */
export function readVectors(folder: string, names: RegExp = /./): readonly Vector[] {
  if (vectorsAbsent !== null) return []
  return readdirSync(join(FOLDER, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map(({ name }) => ({ name, path: join(FOLDER, folder, name) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((file) => ({ ...file, bytes: readFileSync(file.path) }))
}
