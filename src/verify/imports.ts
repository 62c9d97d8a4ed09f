// What the commands and the script together import: read from the stick, matched with the import table, and compared
// with the receipt if there is one.
import type { OwnCommand } from '../answer-file/commands.ts'
import type { Finding } from '../finding.ts'
import { fileNameKey } from '../media/file-name.ts'
import { MEDIA_PATHS, passwordPath } from '../media/layout.ts'
import { findFile, findPath, type Medium } from '../media/medium.ts'
import type { Receipt } from '../media/receipt.ts'
import { importRow, recognizeImport } from '../plan/import-table.ts'
import { IMPORT_MODES, STORES } from '../request/import-choices.ts'
import { isSameUser } from '../request/user-principal-name.ts'
import { shown } from '../screen-text.ts'
import { decodePassword } from '../script/password-file.ts'
import { parseScript, readsPassword, type ScriptValues } from '../script/script.ts'
import type { Secret } from '../secret.ts'
import { commonNameOf } from '../x509/name.ts'
import { toFinding } from './faults.ts'
import { requireFile } from './required-files.ts'
import { checkWifi } from './wifi.ts'

/** A PFX that a command or the script imports, and the password that is used. */
export interface ReadImport {
  readonly pfxFileName: string
  readonly password: Secret
}

export interface CheckedImports {
  /** The distinct imports. A good stick has one. */
  readonly imports: readonly ReadImport[]
  /** Null if no command calls the script, or it cannot be read. */
  readonly script: ScriptValues | null
  readonly findings: readonly Finding[]
}

/** @param sequences the distinct sequences of our commands */
export function checkImports(
  medium: Medium,
  sequences: readonly (readonly OwnCommand[])[],
  receipt: Receipt | null,
): CheckedImports {
  const read = readScript(medium, sequences)
  const script = read !== null && 'steps' in read ? read : null
  const findings: Finding[] = read !== null && 'severity' in read ? [read] : []
  for (const commands of findings.length > 0 ? [] : sequences) {
    findings.push(...checkRow(commands, script, receipt))
  }
  if (script !== null && receipt !== null && !belongsTo(script, receipt)) {
    const message = `the script imports ${script.pfxFileName} for ${script.userPrincipalName}, but the receipt says otherwise`
    findings.push(fault('script-differs', message))
  }
  const isReadable = read === null || 'steps' in read
  if (isReadable) findings.push(...checkWifi(medium, script?.steps ?? []))
  const byScript = script === null || !readsPassword(script.steps) ? null : readPassword(medium, script)
  if (byScript !== null && 'severity' in byScript) findings.push(byScript)
  const imports = new Map<string, ReadImport>()
  for (const one of [...sequences.flat(), ...(byScript === null ? [] : [byScript])]) {
    if ('password' in one) imports.set(JSON.stringify([one.pfxFileName, one.password.reveal()]), one)
  }
  return { imports: [...imports.values()], script, findings }
}

/** The script imports for one user only, so that user must be the certificate's. */
export function checkScriptUser(
  script: ScriptValues | null,
  userPrincipalNames: readonly string[],
): Finding[] {
  const isFor = (name: string) => script !== null && isSameUser(name, script.userPrincipalName)
  if (script === null || userPrincipalNames.some(isFor)) return []
  return [
    fault(
      'script-user',
      `the script is for ${script.userPrincipalName}, but the certificate is for another user`,
    ),
  ]
}

/** Browsers choose by the name of the certificate's issuer. @param issuerDer Name, DER */
export function checkAutoSelect(script: ScriptValues | null, issuerDer: Uint8Array): Finding[] {
  const named = script?.autoSelectIssuer ?? null
  const issuer = commonNameOf(issuerDer)
  if (named === null || named === issuer) return []
  const message = `browsers will ask which certificate to take: the script names the root ${shown(named)}, not ${shown(issuer ?? 'the one of the certificate')}`
  return [
    toFinding({ code: 'auto-select-differs', message, subject: MEDIA_PATHS.script, severity: 'warning' }),
  ]
}

/** Null if there is no script and no command calls one. */
function readScript(
  medium: Medium,
  sequences: readonly (readonly OwnCommand[])[],
): ScriptValues | Finding | null {
  const called = sequences.flat().some(({ kind }) => kind === 'script')
  const bytes = findFile(medium, MEDIA_PATHS.script)
  if (bytes === undefined) {
    if (findPath(medium, MEDIA_PATHS.script) !== null) {
      return fault('script-edited', 'install.ps1 is larger than any that certstick writes')
    }
    return called ? fault('script-missing', 'the answer file calls install.ps1, which was not found') : null
  }
  if (!called && sequences.length > 0) {
    return fault('script-not-called', 'install.ps1 is on the stick, but no command runs it')
  }
  const values = parseScript(Buffer.from(bytes).toString('latin1'))
  return values ?? fault('script-edited', 'install.ps1 was changed, or another version of certstick wrote it')
}

/** The password in the file beside the script. */
function readPassword(medium: Medium, { pfxFileName }: ScriptValues): ReadImport | Finding {
  const subject = passwordPath(pfxFileName)
  const file = requireFile(medium, subject, 'password-file-missing')
  if ('severity' in file) return file
  const password = decodePassword(file.bytes)
  if (password !== null) return { pfxFileName, password }
  const message = `${subject} does not hold a password in UTF-8 without a byte order mark`
  return toFinding({ code: 'password-file-malformed', message, subject })
}

function checkRow(
  commands: readonly OwnCommand[],
  script: ScriptValues | null,
  receipt: Receipt | null,
): Finding[] {
  const kinds = commands.map(({ kind }) => kind)
  const row = recognizeImport({ commands: kinds, steps: script?.steps ?? [] })
  if (row === null) {
    return [fault('import-mismatch', 'the commands and the script together do not import what is needed')]
  }
  const strict = commands.some((command) => command.kind === 'script' && command.strict)
  if (script !== null && strict !== script.strict) {
    return [fault('import-mismatch', 'the command and the script treat errors differently (--strict-import)')]
  }
  const names = [...commands, ...(script === null ? [] : [script])].map(({ pfxFileName }) => pfxFileName)
  if (new Set(names.map(fileNameKey)).size > 1) {
    return [fault('import-mismatch', 'the commands and the script name different PFX files')]
  }
  const planned = receipt === null ? row : rowOf(receipt)
  if (row === planned && (receipt === null || strict === receipt.strictImport)) return []
  const message = `the certificate goes to the ${row.store} store by ${row.importMode}, but the receipt says otherwise`
  return [fault('import-differs', message)]
}

/** Null if the receipt names an unknown store or mode. */
function rowOf(receipt: Receipt) {
  const store = STORES.find((known) => known === receipt.store)
  const importMode = IMPORT_MODES.find((known) => known === receipt.import)
  return store === undefined || importMode === undefined ? null : importRow(store, importMode)
}

function belongsTo(script: ScriptValues, receipt: Receipt): boolean {
  const user = isSameUser(script.userPrincipalName, receipt.userPrincipalName)
  const selects = script.autoSelectIssuer !== null
  return user && script.exportable === receipt.exportable && selects === receipt.autoSelect
}

function fault(code: string, message: string): Finding {
  return toFinding({ code, message, subject: MEDIA_PATHS.script })
}
