// `certstick verify --log FILE`: what the certstick.log of a device says.
import { resolve } from 'node:path'
import { isGood, judgeLog } from '../../device-log/judge-log.ts'
import { logToJson, reportLog } from '../../device-log/report.ts'
import { systemReason, UserError } from '../../errors.ts'
import { readRegularFile } from '../../read-file.ts'
import { shown } from '../../screen-text.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'

/** A log of ours has a few kilobytes. */
const MOST_BYTES = 4 * 1024 * 1024

/** Exit code 3 if the certificate was not imported, or for the machine alone. @throws UserError wrong-input: it cannot be read */
export function runVerifyLog(file: string, { json }: CommonOptions, context: Context): void {
  const { world, terminal, setExitCode } = context
  const judged = judgeLog(readLogFile(file, world.cwd))
  if (!isGood(judged.verdict)) setExitCode(FOUND_ERRORS)
  if (json === true) terminal.result(logToJson(file, judged))
  else terminal.report(reportLog(file, judged))
}

function readLogFile(file: string, cwd: string): Uint8Array {
  try {
    const bytes = readRegularFile(resolve(cwd, file), { links: 'followed', mostBytes: MOST_BYTES })
    if (bytes === null) throw new Error(`it has more than ${MOST_BYTES} bytes`)
    return bytes
  } catch (cause) {
    const hint =
      'give the certstick.log of a device: of C:\\Windows\\Panther, or of %LOCALAPPDATA% of the user'
    throw new UserError('wrong-input', `cannot read ${shown(file)}: ${systemReason(cause)}`, { hint, cause })
  }
}
