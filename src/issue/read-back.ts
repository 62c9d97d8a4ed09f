// Reads the written files back from the disk and verifies them, with code that took no part in writing them.
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { type Problem, problemsOf, UserError } from '../errors.ts'
import { type Finding, isError } from '../finding.ts'
import { readIfThere } from '../media/disk.ts'
import { readMedium } from '../media/disk-read.ts'
import { STICK_FOLDER, zipName } from '../media/layout.ts'
import { mediumOf } from '../media/medium.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaTree } from '../media/tree.ts'
import { decodeZip } from '../media/unzip.ts'
import { checkReceipt } from '../verify/receipt.ts'
import { isReady, verifyMedia } from '../verify/verify.ts'

/**
 * Verifies the zip in an output folder, and compares the files in ESD-USB with the same receipt.
 * @param folder absolute path
 * @param signsIn whether the PFX also signs in to a server in memory that trusts the stick's root only
 * @returns SHA-256 of the zip, lower-case hex
 * @throws UserError failed
 */
export async function readBack(
  folder: string,
  receipt: Receipt,
  now: Date,
  signsIn = false,
): Promise<string> {
  const zip = join(folder, zipName(receipt.name))
  const bytes = readIfThere(zip)
  if (bytes === null) throw notProved([{ field: zip, message: 'not found' }])
  const expected = { receipt, alone: true, records: null, signsIn, now, warnDays: 0 }
  const verdict = await verifyMedia(mediumOf(await decodeWritten(bytes, zip)), expected)
  const laidOut = checkReceipt(readMedium(join(folder, STICK_FOLDER)), { receipt, alone: true })
  const errors = [...verdict.findings, ...laidOut].filter(isError)
  if (!isReady(verdict) || errors.length > 0) throw notProved(errors.map(toProblem))
  return hash('sha256', bytes, 'hex')
}

/** A zip that was just written and cannot be read is not the user's mistake, so the error is `failed`. */
async function decodeWritten(bytes: Uint8Array, zip: string): Promise<MediaTree> {
  try {
    return await decodeZip(bytes)
  } catch (error) {
    if (error instanceof UserError) throw notProved(problemsOf(error, zip))
    throw error
  }
}

function notProved(problems: readonly Problem[]): UserError {
  return new UserError('failed', 'the files were written, but reading them back found errors', {
    hint: 'run the command again; if it fails again, check the disk',
    problems,
  })
}

function toProblem({ code, subject, message, hint }: Finding): Problem {
  return { field: subject ?? code, message, hint }
}
