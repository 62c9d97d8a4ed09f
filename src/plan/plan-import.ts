// How the certificate gets into Windows: which commands, whether with a script, and why, if certstick chose that itself.

import type { PlannedCommand } from '../answer-file/additions.ts'
import {
  IMPORT_DESCRIPTION,
  type ImportCommand,
  importCommand,
  importCommandProblems,
  rootCommand,
  SCRIPT_DESCRIPTION,
  scriptCommand,
  scriptImportProblems,
} from '../answer-file/commands.ts'
import { type Problem, throwProblems } from '../errors.ts'
import type { ImportMode, Store } from '../request/import-choices.ts'
import type { ExtraStep, ScriptStep } from '../script/script.ts'
import { type CommandKind, importRow, withExtras } from './import-table.ts'

export interface ImportChoice {
  readonly store: Store
  /** Null: inline if the command line can hold the password, else by script. */
  readonly importMode: ImportMode | null
  /** Whether an error ends Windows Setup. Only a script can do that. */
  readonly strict: boolean
  readonly command: ImportCommand
  /** What only a script does, whichever way the certificate is imported. */
  readonly extras: readonly ExtraStep[]
}

export interface ImportPlan {
  readonly importMode: ImportMode
  readonly commands: readonly PlannedCommand[]
  /** What the script on the stick does; empty if there is no script. */
  readonly scriptSteps: readonly ScriptStep[]
  readonly notes: readonly string[]
}

/**
 * @param found problems of the same request that are already known
 * @throws UserError wrong-input: these, and every reason why the certificate cannot be imported with these settings
 */
export function planImport(choice: ImportChoice, found: readonly Problem[] = []): ImportPlan {
  const { store, strict, command, extras } = choice
  const { importMode, problems, notes } = planMode(choice)
  throwProblems('the stick cannot be created with these settings', [...found, ...problems])
  const { commands, steps } = withExtras(importRow(store, importMode), extras)
  return {
    importMode,
    commands: commands.map((kind) => planCommand(kind, command, strict)),
    scriptSteps: steps,
    notes,
  }
}

interface Mode {
  readonly importMode: ImportMode
  readonly problems: readonly Problem[]
  readonly notes: readonly string[]
}

function planMode({ store, importMode, strict, command }: ImportChoice): Mode {
  const carriesPassword = importRow(store, 'inline').commands.includes('import')
  const inline = carriesPassword ? importCommandProblems(command) : scriptImportProblems(command)
  const script = scriptImportProblems(command)
  if (importMode === 'script') return { importMode, problems: script, notes: [] }
  if (importMode === 'inline') {
    return { importMode, problems: strict ? [...inline, STRICT_INLINE] : inline, notes: [] }
  }
  if (strict) {
    return {
      importMode: 'script',
      problems: script,
      notes: ['imported by script, because only a script can end Setup'],
    }
  }
  const [reason] = inline
  if (reason === undefined) return { importMode: 'inline', problems: [], notes: [] }
  return { importMode: 'script', problems: script, notes: [`imported by script: ${reason.message}`] }
}

const STRICT_INLINE: Problem = {
  field: 'strictImport',
  message: 'an inline command cannot end Windows Setup',
  hint: 'import by script',
}

function planCommand(kind: CommandKind, command: ImportCommand, strict: boolean): PlannedCommand {
  const { pfxFileName } = command
  switch (kind) {
    case 'import':
      return { description: IMPORT_DESCRIPTION, path: importCommand(command) }
    case 'root':
      return { description: IMPORT_DESCRIPTION, path: rootCommand({ pfxFileName }) }
    case 'script':
      return {
        description: SCRIPT_DESCRIPTION,
        path: scriptCommand({ pfxFileName, strict }),
        ...(strict ? { willReboot: 'OnRequest' } : {}),
      }
    default:
      return kind satisfies never
  }
}
