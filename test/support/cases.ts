// Small inputs with one fault, or one oddity that is fine, each; kept outside the repository, as the samples are.
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
  return new Map(
    readVerdictLines('answer-file-verdicts.txt').map(([name, ...findings]) => {
      return [name, findings.filter((finding) => finding !== '-')]
    }),
  )
}

const tables = new URL('../../../shared/cases/tables/', import.meta.url)

export const tablesAbsent: string | null = existsSync(tables) ? null : 'small tables beside this checkout'

/** Every table by file name; none where the folder is absent. */
export function readTables(): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
  if (tablesAbsent !== null) return []
  return readdirSync(tables)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(new URL(name, tables)) }))
}

/** The words of each line of a table of verdicts, the name of a case first. */
export function readVerdictLines(fixture: string): readonly (readonly [string, ...string[]])[] {
  const table = readFileSync(new URL(`../fixtures/${fixture}`, import.meta.url), 'utf8')
  const lines = table.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const [name = '', ...words] = line.split(/\s+/)
    return [name, ...words]
  })
}
