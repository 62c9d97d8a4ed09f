// For each store and import mode: the commands of the answer file and the steps of the script.
import type { OwnCommand } from '../answer-file/commands.ts'
import type { ImportMode, Store } from '../request/import-choices.ts'
import type { ScriptStep } from '../script/script.ts'

export type CommandKind = OwnCommand['kind']

export interface ImportRow {
  readonly store: Store
  readonly importMode: ImportMode
  /** In the order in which they run. */
  readonly commands: readonly CommandKind[]
  /** Empty: there is no script. */
  readonly steps: readonly ScriptStep[]
}

/** The password stands in the answer file with `import`, and in a file beside the script where there is one. */
export const IMPORT_TABLE: readonly ImportRow[] = [
  { store: 'machine', importMode: 'inline', commands: ['import'], steps: [] },
  { store: 'machine', importMode: 'script', commands: ['script'], steps: ['root', 'machine'] },
  { store: 'user', importMode: 'inline', commands: ['root', 'script'], steps: ['user'] },
  { store: 'user', importMode: 'script', commands: ['script'], steps: ['root', 'user'] },
  { store: 'both', importMode: 'inline', commands: ['import', 'script'], steps: ['user', 'blank'] },
  { store: 'both', importMode: 'script', commands: ['script'], steps: ['root', 'machine', 'user'] },
]

export function importRow(store: Store, importMode: ImportMode): ImportRow {
  const row = IMPORT_TABLE.find((r) => r.store === store && r.importMode === importMode)
  if (row === undefined) throw new Error(`no row for ${store} ${importMode}`)
  return row
}

/** The row that matches what was found; null if none does. */
export function recognizeImport(found: Pick<ImportRow, 'commands' | 'steps'>): ImportRow | null {
  const key = ({ commands, steps }: Pick<ImportRow, 'commands' | 'steps'>) => `${commands}/${steps}`
  return IMPORT_TABLE.find((row) => key(row) === key(found)) ?? null
}
