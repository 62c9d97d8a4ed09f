// Writes the commands that certstick adds to an answer file, and reads them back.
// What arrives where: Setup decodes Path, powershell.exe splits it (no quotation mark stands in the script, and no backslash
// at its end), PowerShell parses it (powershell.ts), then hands certutil its arguments. password-rules.ts refuses passwords
// that cannot survive that way.
// Windows keeps what stands here: in Panther's copies of the answer file, in the log "Windows PowerShell" (HostApplication of
// events 400, 403 and 600), and in event 4688 where process auditing is on. A script's file beside the PFX is in none of them.
import type { Problem } from '../errors.ts'
import { Secret } from '../secret.ts'
import { passwordProblems } from './password-rules.ts'
import { quotedStrings, quotePowerShell } from './powershell.ts'
import { MAX_PATH_LENGTH } from './vocabulary.ts'

/** Description of the commands that import; with it and their content certstick knows its own again. */
export const IMPORT_DESCRIPTION = 'Import CBA Certificates'
/** Description of the command that runs the script on the stick. */
export const SCRIPT_DESCRIPTION = 'Run CBA Install Script'

/** What every command of ours names: it finds the stick by this file, which no other user's stick has. */
export interface RootCommand {
  /** In `Certs` on the stick, such as `jane-cba.pfx`. */
  readonly pfxFileName: string
}

export interface ImportCommand extends RootCommand {
  readonly password: Secret
  readonly exportable: boolean
}

export interface ScriptCommand extends RootCommand {
  /** Whether it ends with 3 unless the script ran and ended with 0; else its exit code means nothing. */
  readonly strict: boolean
}

/** `import`: root and PFX; `root`: the root alone; `script`: what the script on the stick does. */
export type OwnCommand =
  | ({ readonly kind: 'import' } & ImportCommand)
  | ({ readonly kind: 'root' } & RootCommand)
  | ({ readonly kind: 'script' } & ScriptCommand)

const ADD_ROOT = String.raw`certutil -addstore Root ($d+'Certs\rootCA.cer')`

/** The `Path` that imports root and PFX into the machine's stores, for input without `importCommandProblems`. */
export function importCommand({ password, pfxFileName, exportable }: ImportCommand): string {
  const importPfx = `certutil -importpfx -p ${quotePowerShell(password.reveal())} $f${exportable ? '' : ' NoExport'}`
  return onStick(pfxFileName, `${ADD_ROOT};${importPfx};break`)
}

/** The `Path` that imports the root alone. */
export function rootCommand({ pfxFileName }: RootCommand): string {
  return onStick(pfxFileName, `${ADD_ROOT};break`)
}

/** The `Path` that runs `Certs\install.ps1`. */
export function scriptCommand({ pfxFileName, strict }: ScriptCommand): string {
  const script = String.raw`& ($d+'Certs\install.ps1')`
  // A script file needs the execution policy, which is Restricted on a new Windows.
  const options = '-ExecutionPolicy Bypass '
  if (!strict) return onStick(pfxFileName, `${script};break`, { options })
  // Under -Command an exit code gets out only by `exit`; `$?` is false too where the script is missing. Setup restarts on
  // 1 and 2, and ends on 3. ("WillReboot")
  return onStick(pfxFileName, `${script};if($?){exit 0}`, { options, otherwise: ';exit 3' })
}

/**
 * What is done on the first drive that has that PFX: any letter, any label, and not the stick of another user.
 * `$d` is the drive, such as `D:\`, and `$f` the PFX. .NET lists the drives without the Storage module, which
 * nobody has promised for the specialize pass.
 */
function onStick(pfxFileName: string, what: string, { options = '', otherwise = '' } = {}): string {
  const pfx = quotePowerShell(`Certs\\${pfxFileName}`)
  const script = `foreach($d in [IO.DriveInfo]::GetDrives().Name){$f=$d+${pfx};if(Test-Path $f){${what}}}${otherwise}`
  return `powershell ${options}-Command "${script}"`
}

/** Fields: `password`, `upn` (the file's name comes from it). Empty where all arrives exactly as given. */
export function importCommandProblems(command: ImportCommand): Problem[] {
  const problems = [...passwordProblems(command.password, 'inline'), ...nameProblems(command)]
  return problems.length > 0 ? problems : lengthProblems(command)
}

/** The same of a script that imports. */
export function scriptImportProblems(command: ImportCommand): Problem[] {
  return [...passwordProblems(command.password, 'script'), ...nameProblems(command)]
}

/** What Entra ID allows before the @ of a user principal name; all of it is legal in a Windows file name. */
function nameProblems({ pfxFileName }: ImportCommand): Problem[] {
  if (/^[A-Za-z0-9'._!#^~-]+$/.test(pfxFileName)) {
    if (scriptCommand({ pfxFileName, strict: true }).length <= MAX_PATH_LENGTH) return []
    const message = `the file name "${pfxFileName}" is too long for a command of Windows Setup`
    return [{ field: 'upn', message, hint: "choose a user principal name with fewer ' before the @" }]
  }
  return [
    {
      field: 'upn',
      message: `the file name "${pfxFileName}" contains a character that is not allowed in a command`,
      hint: "use letters, digits and ' . - _ ! # ^ ~ before the @",
    },
  ]
}

/** A password may be shortened down to this; past it the rest is the file name's fault. */
const SHORTEST_ADVISABLE = 12

function lengthProblems(command: ImportCommand): Problem[] {
  const excess = importCommand(command).length - MAX_PATH_LENGTH
  if (excess <= 0) return []
  const shorten = command.password.reveal().length - excess >= SHORTEST_ADVISABLE
  const way = shorten ? `, or a password ${excess} characters shorter` : ''
  return [
    {
      field: shorten ? 'password' : 'upn',
      message: `the import command would be ${MAX_PATH_LENGTH + excess} characters long, ${excess} more than Windows Setup takes`,
      hint: `import by script, which has no such limit${way}`,
    },
  ]
}

/** What a command that certstick wrote says, going by description and content; null where it did not write it. */
export function parseOwnCommand(command: { description: string; path: string }): OwnCommand | null {
  const { description, path } = command
  if (description !== SCRIPT_DESCRIPTION && description !== IMPORT_DESCRIPTION) return null
  const own = parseCommand(path)
  return (own?.kind === 'script') === (description === SCRIPT_DESCRIPTION) ? own : null
}

/** The same going by content alone: the one command of ours that comes out as that text, to the last character. */
export function parseCommand(path: string): OwnCommand | null {
  if (path.split('"').length !== 3) return null // CommandLineToArgvW would read another script
  const strings = quotedStrings(path)
  const [pfx = '', password] = [strings[0], strings.at(-1)]
  const pfxFileName = /^Certs\\(.+)$/.exec(pfx)?.[1]
  if (pfxFileName === undefined) return null
  const commands: OwnCommand[] = [
    { kind: 'root', pfxFileName },
    { kind: 'script', pfxFileName, strict: false },
    { kind: 'script', pfxFileName, strict: true },
  ]
  if (password !== undefined) {
    const command = { kind: 'import', pfxFileName, password: new Secret(password) } as const
    commands.push({ ...command, exportable: false }, { ...command, exportable: true })
  }
  return commands.find((command) => pathOf(command) === path) ?? null
}

function pathOf(command: OwnCommand): string {
  switch (command.kind) {
    case 'import':
      return importCommand(command)
    case 'root':
      return rootCommand(command)
    case 'script':
      return scriptCommand(command)
    default:
      return command satisfies never
  }
}

/** Whether certstick wrote it once: by its description or its content, because an edit may have changed one of them. */
export function isNearlyOwn({ description, path }: { description: string; path: string }): boolean {
  return [IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION].includes(description) || parseCommand(path) !== null
}

/** What an import command says, or null where the text is none. */
export function parseImportCommand(path: string): ImportCommand | null {
  const command = parseCommand(path)
  return command?.kind === 'import' ? command : null
}
