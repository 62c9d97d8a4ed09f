// Small answer files with one fault, or one oddity that is fine, each; kept outside the repository, as the samples are.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../../shared/cases/answer-files/', import.meta.url)

/** What is absent where the cases are not here, or null. */
export const casesAbsent: string | null = existsSync(folder)
  ? null
  : 'small answer files beside this checkout'

/** Every case by file name; none where the folder is absent. */
export function readCases(): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
  if (casesAbsent !== null) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.xml'))
  return names.sort().map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) }))
}

/** The right findings of each, as `severity:code`, in the order of the file. */
export function readVerdicts(): ReadonlyMap<string, readonly string[]> {
  const table = readFileSync(new URL('../fixtures/answer-file-verdicts.txt', import.meta.url), 'utf8')
  const rows = table.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    rows.map((row) => {
      const [name = '', ...findings] = row.split(/\s+/)
      return [name, findings.filter((finding) => finding !== '-')]
    }),
  )
}
