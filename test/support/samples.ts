// Real answer files from the field, kept outside the repository; a fresh clone goes without them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../../shared/samples/', import.meta.url)

/** What is absent where the samples are not here, or null. */
export const samplesAbsent: string | null = existsSync(folder)
  ? null
  : 'sample answer files beside this checkout'

export interface Sample {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Every sample, by file name; none where the folder is absent. */
export function readSamples(): readonly Sample[] {
  if (samplesAbsent !== null) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) }))
}

/** The two samples that are not well-formed XML (INDEX.md says why). */
export const MALFORMED_SAMPLES: readonly string[] = [
  '019-cloudbase-unattended-setup-scripts.xml',
  '034-RadiumNetworks-HyperV-environments.xml',
]
