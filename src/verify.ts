// The reading twin of `produce.ts`: opens a medium again, with other code than made it, and says what would go wrong.
// Nothing here writes, and nothing is taken from the plan.

import { UserError } from './errors.ts'
import type { Finding } from './finding.ts'
import { MEDIA_PATHS, pfxPath } from './media/layout.ts'
import type { MediaTree } from './media/tree.ts'
import type { Receipt } from './receipt.ts'
import { checkCertificate } from './verify/certificate.ts'
import { checkCommands, type ReadCommand } from './verify/commands.ts'
import { checkHashes, checkNoCaKey } from './verify/files.ts'
import { openPfx } from './x509/pfx-reader.ts'

/** What the medium must turn out to be. */
export interface Expectation {
  readonly receipt: Receipt
  readonly now: Date
}

/** Every finding about the medium; none where it will do its work. */
export function verifyMedia(tree: MediaTree, { receipt, now }: Expectation): Finding[] {
  const findings = [...checkHashes(tree, receipt), ...checkNoCaKey(tree)]
  const root = tree.get(MEDIA_PATHS.rootCertificate)
  const answerFile = tree.get(MEDIA_PATHS.answerFile)
  if (root === undefined || answerFile === undefined) return findings // `checkHashes` has said so
  const { commands, findings: commandFindings } = checkCommands(answerFile, receipt)
  findings.push(...commandFindings)
  for (const command of commands) {
    const pfx = readPfx(tree, command)
    if ('severity' in pfx) findings.push(pfx)
    else findings.push(...checkCertificate(pfx.certificate, { root, receipt, now }))
  }
  return findings
}

function readPfx(tree: MediaTree, command: ReadCommand): { certificate: Uint8Array } | Finding {
  const subject = pfxPath(command.pfxFileName)
  const bytes = tree.get(subject)
  const hint = 'make the media again'
  if (bytes === undefined) {
    const message = `the command names ${command.pfxFileName}, which is not on the stick`
    return { severity: 'error', code: 'pfx-missing', message, hint, subject }
  }
  try {
    return openPfx(bytes, command.password)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { severity: 'error', code: 'pfx-not-opening', message: error.message, hint, subject }
  }
}
