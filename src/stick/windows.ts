// Compares what is on a stick, its Windows installer above all, with the files that are about to be put there, before anything
// is signed.
import { acceptFindings, isAcceptable } from '../answer-file/accept.ts'
import { readAnswerFile } from '../answer-file/document.ts'
import { describeInstallation } from '../answer-file/installation.ts'
import type { Problem } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { pfxPath } from '../media/layout.ts'
import { checkInstaller } from '../verify/installer.ts'
import type { PfxFormat } from '../x509/pfx-formats.ts'
import type { StickPlan } from './stick.ts'

export interface ComingFiles {
  readonly answerFile: Uint8Array
  readonly pfx: { readonly fileName: string; readonly format: PfxFormat }
  /** Codes of findings that the user accepts. */
  readonly accepted: readonly string[]
}

/** Findings about the stick, errors among them. */
export function checkStick(
  { installer, warnings }: Pick<StickPlan, 'installer' | 'warnings'>,
  { answerFile, pfx, accepted }: ComingFiles,
): Finding[] {
  const asked = describeInstallation(readAnswerFile(answerFile))
  const modernPfxFiles = pfx.format === 'modern' ? [pfxPath(pfx.fileName)] : []
  return acceptFindings([...warnings, ...checkInstaller(installer, { asked, modernPfxFiles })], accepted)
}

/** An error among these findings, as a problem of the stick that was given. */
export function toStickProblem({ code, message, hint }: Finding): Problem {
  const way = isAcceptable(code) ? `; or let it pass with --accept ${code}` : ''
  return { field: 'stick', message, hint: `${hint}${way}` }
}
