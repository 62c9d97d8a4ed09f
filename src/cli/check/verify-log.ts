// `certstick verify --log FILE`: what the certstick.log of a device says.
import { isGood, judgeLog } from '../../device-log/judge-log.ts'
import { logToJson, reportLog } from '../../device-log/report.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { readNamedFile } from '../named-file.ts'

/** A log of ours has a few kilobytes. */
const MOST_BYTES = 4 * 1024 * 1024

/** Exit code 3 if the certificate was not imported, or for the machine alone. @throws UserError wrong-input: it cannot be read */
export function runVerifyLog(file: string, { json }: CommonOptions, context: Context): void {
  const { world, terminal, setExitCode } = context
  const hint = 'give the certstick.log of a device: of C:\\Windows\\Panther, or of %LOCALAPPDATA% of the user'
  const judged = judgeLog(readNamedFile(file, world, { mostBytes: MOST_BYTES, hint }))
  if (!isGood(judged.verdict)) setExitCode(FOUND_ERRORS)
  if (json === true) terminal.result(logToJson(file, judged))
  else terminal.report(reportLog(file, judged))
}
