// For each store and import mode: the commands of the answer file and the steps of the script.
import type { OwnCommand } from '../answer-file/commands.ts'
import type { ImportMode, Store } from '../request/import-choices.ts'
import { EXTRA_STEPS, type ExtraStep, SCRIPT_STEPS, type ScriptStep } from '../script/script.ts'

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

/** What is on the stick. */
type OnStick = Pick<ImportRow, 'commands' | 'steps'>

/**
 * With what only a script does. A row without a script gets one; the certificate is still imported by the row's own command,
 * and the script then also takes the password out of Windows' copies of the answer file.
 */
export function withExtras({ commands, steps }: ImportRow, extras: readonly ExtraStep[]): OnStick {
  if (extras.length === 0) return { commands, steps }
  const hasScript = commands.includes('script')
  const wanted: readonly ScriptStep[] = [...steps, ...extras, ...(hasScript ? [] : (['blank'] as const))]
  return {
    commands: hasScript ? commands : [...commands, 'script'],
    steps: SCRIPT_STEPS.filter((step) => wanted.includes(step)),
  }
}

/** The row that matches what was found, whatever the script does besides; null if none does. */
export function recognizeImport(found: OnStick): ImportRow | null {
  const key = ({ commands, steps }: OnStick) => `${commands}/${steps}`
  const extras = EXTRA_STEPS.filter((step) => found.steps.includes(step))
  return IMPORT_TABLE.find((row) => key(withExtras(row, extras)) === key(found)) ?? null
}
