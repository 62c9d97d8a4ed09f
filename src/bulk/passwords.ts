// The CSV file with the passwords of a bulk run, for manual imports. The passwords of rows that an earlier run made are
// read from their files, because they are stored nowhere else.

import { UserError } from '../errors.ts'
import { readIfThere } from '../media/disk.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { findFile, mediumOf } from '../media/medium.ts'
import { decodeZip } from '../media/unzip.ts'
import { shown } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import { formatCsv, SPREADSHEET_MARK } from '../tables/csv.ts'
import { checkCommands } from '../verify/commands.ts'
import { checkImports } from '../verify/imports.ts'
import type { RowOutcome } from './run.ts'

/**
 * @param zipOf absolute path of the zip of that name
 */
export async function passwordsToCsv(
  outcomes: readonly RowOutcome[],
  zipOf: (name: string) => string,
): Promise<string> {
  let csv = SPREADSHEET_MARK + formatCsv(['row', 'upn', 'device', 'serial', 'zip', 'password'])
  for (const outcome of outcomes) {
    if (!('delivered' in outcome)) continue
    const { row, delivered } = outcome
    const { upn = '', device = '' } = row.input
    const zip = zipOf(delivered.name)
    const password = outcome.state === 'made' ? row.plan.pfx.password : await passwordOnMedia(zip)
    const cells = [String(row.row), upn, device, delivered.serialNumber, zip]
    csv += formatCsv([...cells, password.reveal()])
  }
  return csv
}

/** Reads the password from files that were read back without errors. */
async function passwordOnMedia(zip: string): Promise<Secret> {
  const bytes = readIfThere(zip)
  const medium = bytes === null ? null : mediumOf(await decodeZip(bytes))
  const answerFile = medium === null ? undefined : findFile(medium, MEDIA_PATHS.answerFile)
  if (medium === null || answerFile === undefined)
    throw new UserError('failed', `${shown(zip)} was not found`)
  const [found] = checkImports(medium, checkCommands(answerFile, null).sequences, null).imports
  if (found === undefined) throw new Error(`${shown(zip)} was read back, but has no password`)
  return found.password
}
