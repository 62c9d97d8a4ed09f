// The commands that certstick puts into an answer file, and their reading back.
// What arrives where: Setup decodes Path, powershell.exe splits it (command-line.ts), PowerShell parses it
// (powershell.ts), then hands certutil its arguments. Passwords that cannot survive that way: password-rules.ts.
import type { Problem } from '../errors.ts'
import { Secret } from '../secret.ts'
import { quoteArgument, splitCommandLine } from './command-line.ts'
import { passwordProblems } from './password-rules.ts'
import { quotePowerShell, scanPowerShell } from './powershell.ts'
import { MAX_LABEL_LENGTH, MAX_PATH_LENGTH } from './vocabulary.ts'

/** Description of the commands that import; with it and their content certstick knows its own again. */
export const IMPORT_DESCRIPTION = 'Import CBA Certificates'
/** Description of the command that runs the script on the stick. */
export const SCRIPT_DESCRIPTION = 'Run CBA Install Script'

export interface ImportCommand {
  readonly volumeLabel: string
  readonly password: Secret
  /** In `Certs` on the stick, such as `jane-cba.pfx`. */
  readonly pfxFileName: string
  readonly exportable: boolean
}

export interface RootCommand {
  readonly volumeLabel: string
}

export interface ScriptCommand {
  readonly volumeLabel: string
  /** Whether its exit code is the script's, or 3 where no stick has the script; else it means nothing. */
  readonly strict: boolean
}

/** `import`: root and PFX; `root`: the root alone; `script`: what the script on the stick does. */
export type OwnCommand =
  | ({ readonly kind: 'import' } & ImportCommand)
  | ({ readonly kind: 'root' } & RootCommand)
  | ({ readonly kind: 'script' } & ScriptCommand)

/** Names that PowerShell takes as they are, in the middle of a path. */
const PLAIN_NAME = /^[A-Za-z0-9._-]+$/

/** The `Path` that imports root and PFX into the machine's stores, for input without `importCommandProblems`. */
export function importCommand({ volumeLabel, password, pfxFileName, exportable }: ImportCommand): string {
  // A name with a quote, `#` or the like is put into a variable: as a bare word PowerShell might read it otherwise.
  const plain = PLAIN_NAME.test(pfxFileName)
  const assignment = plain ? '' : `$f=${quotePowerShell(pfxFileName)}; `
  const file = plain ? pfxFileName : '$f'
  return powerShellCommand(
    `${assignment}$d=(Get-Volume -FileSystemLabel ${quotePowerShell(volumeLabel)}).DriveLetter; ` +
      `certutil -addstore Root \${d}:\\Certs\\rootCA.cer; ` +
      `certutil -importpfx -p ${quotePowerShell(password.reveal())} \${d}:\\Certs\\${file}${exportable ? '' : ' NoExport'}`,
  )
}

/** The `Path` that imports the root alone; of two sticks with the label, from the one that has it. */
export function rootCommand({ volumeLabel }: RootCommand): string {
  const file = `\${d}:\\Certs\\rootCA.cer`
  return powerShellCommand(`${onVolume(volumeLabel, file)}{certutil -addstore Root ${file}; break}}`)
}

/** The `Path` that runs `Certs\install.ps1` of the stick; of two sticks with the label, that of the one that has it. */
export function scriptCommand({ volumeLabel, strict }: ScriptCommand): string {
  const script = `\${d}:\\Certs\\install.ps1`
  const run = `${onVolume(volumeLabel, script)}{& ${script}; `
  // Under -Command an exit code gets out only by `exit`. Setup restarts on 1 and 2, and ends on 3. ("WillReboot")
  return powerShellCommand(strict ? `${run}exit $LASTEXITCODE}}; exit 3` : `${run}break}}`)
}

/** Up to the block for the first volume of that label that has the file. */
function onVolume(volumeLabel: string, file: string): string {
  const volumes = `(Get-Volume -FileSystemLabel ${quotePowerShell(volumeLabel)}).DriveLetter`
  return `foreach($d in ${volumes}){if(Test-Path ${file})`
}

/** Fields: `password`, `label`, `upn` (the file's name comes from it). Empty where all arrives exactly as given. */
export function importCommandProblems(command: ImportCommand): Problem[] {
  const problems = [...passwordProblems(command.password, 'inline'), ...placeProblems(command)]
  return problems.length > 0 ? problems : lengthProblems(command)
}

/** The same of a script that imports. */
export function scriptImportProblems(command: ImportCommand): Problem[] {
  return [...passwordProblems(command.password, 'script'), ...placeProblems(command)]
}

function placeProblems(command: ImportCommand): Problem[] {
  const problems = labelProblems(command.volumeLabel)
  // What Entra ID allows before the @ of a user principal name; all of it is legal in a Windows file name.
  if (!/^[A-Za-z0-9'._!#^~-]+$/.test(command.pfxFileName)) {
    problems.push({
      field: 'upn',
      message: `the file name "${command.pfxFileName}" that follows from it holds a character that cannot stand in it`,
      hint: "use letters, digits and ' . - _ ! # ^ ~ before the @",
    })
  }
  return problems
}

/** Of a volume label: 1 to 11 letters, digits, spaces, hyphens and underscores. */
export function labelProblems(label: string): Problem[] {
  if (label.length <= MAX_LABEL_LENGTH && /^[A-Za-z0-9_-]([A-Za-z0-9 _-]*[A-Za-z0-9_-])?$/.test(label))
    return []
  return [
    {
      field: 'label',
      message: `"${label}" is not a volume label: 1 to ${MAX_LABEL_LENGTH} letters, digits, spaces, "-" or "_", no space at an end`,
      hint: 'take ESD-USB, and give the stick that label',
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

/** The same going by content alone. */
export function parseCommand(path: string): OwnCommand | null {
  const script = readScript(path)
  return script === null ? null : (readImport(script) ?? readRoot(script) ?? readScriptCall(script))
}

/** What an import command says, or null where the text is none. */
export function parseImportCommand(path: string): ImportCommand | null {
  const command = parseCommand(path)
  return command?.kind === 'import' ? command : null
}

function readImport({ shape, strings }: PowerShellScript): OwnCommand | null {
  const match = IMPORT_SHAPE.exec(shape)
  if (match === null) return null
  const [, named, bare, noExport] = match
  const [password, volumeLabel, fileVariable] = strings.toReversed()
  const pfxFileName = named === undefined ? bare : fileVariable
  if (password === undefined || volumeLabel === undefined || pfxFileName === undefined) return null
  // `$f` is the name exactly where it was assigned before.
  if ((named === undefined) !== (bare !== FILE_VARIABLE)) return null
  const exportable = noExport === undefined
  return { kind: 'import', volumeLabel, password: new Secret(password), pfxFileName, exportable }
}

function readRoot({ shape, strings: [volumeLabel] }: PowerShellScript): OwnCommand | null {
  return volumeLabel !== undefined && ROOT_SHAPE.test(shape) ? { kind: 'root', volumeLabel } : null
}

function readScriptCall({ shape, strings: [volumeLabel] }: PowerShellScript): OwnCommand | null {
  const match = SCRIPT_SHAPE.exec(shape)
  if (volumeLabel === undefined || match === null) return null
  return { kind: 'script', volumeLabel, strict: match[1] !== undefined }
}

function powerShellCommand(script: string): string {
  return `powershell -ExecutionPolicy Bypass -Command ${quoteArgument(script)}`
}

const FILE_VARIABLE = '<f>'
const VOLUME = String.raw`\(Get-Volume -FileSystemLabel ''\)\.DriveLetter`
const IMPORT_SHAPE = new RegExp(
  String.raw`^(<f>='';)?<d>=${VOLUME};certutil -addstore Root <d>:\\Certs\\rootCA\.cer;` +
    String.raw`certutil -importpfx -p '' <d>:\\Certs\\([\w.-]+|<f>)( NoExport)?$`,
  'i',
)
const ROOT_SHAPE = new RegExp(
  String.raw`^foreach\(<d> in${VOLUME}\)\{if\(Test-Path <d>:\\Certs\\rootCA\.cer\)` +
    String.raw`\{certutil -addstore Root <d>:\\Certs\\rootCA\.cer;break\}\}$`,
  'i',
)
const SCRIPT_SHAPE = new RegExp(
  String.raw`^foreach\(<d> in${VOLUME}\)\{if\(Test-Path <d>:\\Certs\\install\.ps1\)` +
    String.raw`\{&<d>:\\Certs\\install\.ps1;(?:break\}\}|(exit <LASTEXITCODE>\}\};exit 3))$`,
  'i',
)

interface PowerShellScript {
  /** Strings emptied, variables in `<>`. */
  readonly shape: string
  /** In their order. */
  readonly strings: readonly string[]
}

/** The script of a PowerShell command line; null where the text is none. */
function readScript(path: string): PowerShellScript | null {
  const [program, ...args] = splitCommandLine(path)
  if (!/^powershell(\.exe)?$/i.test(program ?? '')) return null
  if (!/^-ExecutionPolicy Bypass -Command$/i.test(args.slice(0, -1).join(' '))) return null
  const tokens = scanPowerShell(args.at(-1) ?? '')
  if (tokens === null) return null
  let shape = ''
  let afterOperator = true
  for (const { kind, value, glued } of tokens) {
    // White space beside an operator means nothing; between words it parts them.
    if (!glued && !afterOperator && kind !== 'operator') shape += ' '
    shape += kind === 'string' ? "''" : kind === 'variable' ? `<${value}>` : value
    afterOperator = kind === 'operator'
  }
  return { shape, strings: tokens.filter((t) => t.kind === 'string').map((t) => t.value) }
}
