// `certstick ca check` and `ca backup FILE`: whether the certificate inventory is what certstick wrote, and a copy of it.
import { resolve } from 'node:path'
import { checkAuthority } from '../../authority/check-inventory.ts'
import { throwProblems, UserError } from '../../errors.ts'
import { type Finding, formatFindings, isError, limitFindings } from '../../finding.ts'
import { backUp } from '../../inventory/backup.ts'
import { newPathProblems } from '../../media/disk-writable.ts'
import { counted, joinLines, shown } from '../../screen-text.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { shownPath } from '../folders.ts'
import { openCaFolder, openInventory, readInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'

export interface CaCheckOptions extends CommonOptions, Pick<AuthorityOptions, 'ca'> {}

/** Exit code 3 where something is wrong. */
export async function runCaCheck(options: CaCheckOptions, context: Context): Promise<void> {
  const { terminal, setExitCode } = context
  const { store, authority } = await openCaFolder(options, context)
  const inventory = await readInventory({ store, authority }, context)
  const findings = limitFindings([...checkAuthority(store, authority, inventory)])
  if (findings.some(isError)) setExitCode(FOUND_ERRORS)
  const certificates = inventory.count()
  if (options.json === true) terminal.result(JSON.stringify({ certificates, findings }, null, 2))
  else terminal.report(reportCheck(certificates, findings))
}

function reportCheck(certificates: number, findings: readonly Finding[]): string {
  const count = counted(certificates, 'certificate')
  if (findings.length === 0) return `The certificate inventory is in order: ${count}.`
  const named = findings.map((finding) => ({ ...finding, message: `${finding.subject}: ${finding.message}` }))
  return joinLines([...formatFindings(named), '', `${count} checked.`])
}

export async function runCaBackup(file: string, options: CaCheckOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const inventory = await openInventory(await openCaFolder(options, context), context)
  if (inventory === null) {
    throw new UserError('wrong-input', 'this CA has no certificate inventory yet', {
      hint: 'it is created when the first certificate is issued or imported',
    })
  }
  const path = resolve(world.cwd, file)
  throwProblems('the certificate inventory was not copied', newPathProblems('FILE', path))
  backUp(inventory, path)
  const report = { file: shownPath(path, world), certificates: inventory.count() }
  if (options.json === true) return terminal.result(JSON.stringify(report, null, 2))
  terminal.report(
    `Copied the certificate inventory to ${shown(report.file)}. Keep it with a copy of the CA folder's other files.`,
  )
}
