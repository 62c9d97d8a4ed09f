// The passwords of a bulk run's PFX files, for whoever must import one by hand: of rows that were made now, and of those
// that an earlier run made, whose passwords nothing but their media hold.

import { UserError } from '../errors.ts'
import { readIfThere } from '../media/disk.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { findFile, mediumOf } from '../media/medium.ts'
import { decodeZip } from '../media/unzip.ts'
import type { Secret } from '../secret.ts'
import { formatCsv } from '../tables/csv.ts'
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
  let csv = formatCsv(['row', 'upn', 'device', 'serial', 'pfx', 'password'])
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

/** Of media that were read back and found whole. */
async function passwordOnMedia(zip: string): Promise<Secret> {
  const bytes = readIfThere(zip)
  const medium = bytes === null ? null : mediumOf(await decodeZip(bytes))
  const answerFile = medium === null ? undefined : findFile(medium, MEDIA_PATHS.answerFile)
  if (medium === null || answerFile === undefined) throw new UserError('failed', `${zip} is gone`)
  const [found] = checkImports(medium, checkCommands(answerFile, null).sequences, null).imports
  if (found === undefined) throw new Error(`${zip} was proved and has no password`)
  return found.password
}
