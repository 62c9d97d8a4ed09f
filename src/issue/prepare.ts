// Checks before anything is signed, recorded or written: existing output that must not be replaced, and an answer file
// that would not work.
import { join } from 'node:path'
import { acceptFindings, isAcceptable } from '../answer-file/accept.ts'
import { type BundledSettings, bundledFor } from '../answer-file/bundled.ts'
import { checkAnswerFile } from '../answer-file/check.ts'
import type { PlannedChanges } from '../answer-file/rule.ts'
import { type Problem, throwProblems, UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { exists, type OtherSpelling, occupied, readIfThere } from '../media/disk.ts'
import { refuseForeignFiles } from '../media/disk-foreign.ts'
import {
  CERTS_FOLDER,
  isUserFileName,
  MEDIA_PATHS,
  RECEIPT_FILE,
  STICK_FOLDER,
  zipName,
} from '../media/layout.ts'
import { decodeReceipt, type Receipt } from '../media/receipt.ts'
import type { MediaPlace, Template } from '../plan/plan.ts'
import { isSameUser } from '../request/user-principal-name.ts'
import { shown } from '../screen-text.ts'

/** Whose files in the output folder a new stick replaces. */
export type Replacement = 'nothing' | 'files of the user' | 'files of any user'

/**
 * @throws UserError wrong-input: the folder is another user's, or may not be replaced, or has files that are not
 * certstick's
 */
export function refuseOtherMedia(plan: MediaPlace, replace: Replacement): void {
  if (!exists(plan.folder)) return
  const occupant = readReceipt(plan.folder)
  if (occupant !== null && !isOf(occupant, plan) && replace !== 'files of any user') {
    throw new UserError(
      'wrong-input',
      `${shown(plan.folder)} has the files of ${occupant.userPrincipalName}`,
      {
        hint: 'give another --device or --output; if the device goes to this user now: certstick new UPN --device NAME --reassign',
      },
    )
  }
  if (replace === 'nothing') throw occupied(plan.folder)
  refuseForeignFiles(plan.folder, (path) => isOfMedia(path, plan, occupant))
}

/** Without a receipt, certstick's files are recognized by their names. */
function isOfMedia(path: string, { name }: MediaPlace, receipt: Receipt | null): boolean {
  if (receipt !== null) return isOfReceipt(path, receipt)
  if (path === RECEIPT_FILE || path === zipName(name)) return true
  const onStick = pathOnStick(path)
  return Object.values<string>(MEDIA_PATHS).includes(onStick) || isUserPath(onStick)
}

/** Whether the receipt of an output folder names the file. @param path below the folder, with `/` */
export function isOfReceipt(path: string, { name, files }: Receipt): boolean {
  return path === RECEIPT_FILE || path === zipName(name) || Object.hasOwn(files, pathOnStick(path))
}

/** Empty if it is not in the ESD-USB folder. */
function pathOnStick(path: string): string {
  const [folder, ...rest] = path.split('/')
  return folder === STICK_FOLDER ? rest.join('/') : ''
}

function isUserPath(onStick: string): boolean {
  const [folder, name = '', ...deeper] = onStick.split('/')
  return folder === CERTS_FOLDER && deeper.length === 0 && isUserFileName(name)
}

/** @throws UserError wrong-input: a folder exists whose name differs only in case, which is the same name on Windows */
export function refuseOtherSpelling({ name, folder }: MediaPlace, otherSpelling: OtherSpelling): void {
  const there = otherSpelling(name)
  if (there === null || exists(folder)) return // the file system ignores case, so it is the folder itself
  throw new UserError(
    'wrong-input',
    `a folder named ${shown(there)} already exists; Windows treats ${shown(name)} as the same name`,
    {
      hint: 'spell the name as the folder, or give another --device or --output',
    },
  )
}

/** The receipt in an output folder; null if there is none. */
export function readReceipt(folder: string): Receipt | null {
  const bytes = readIfThere(join(folder, RECEIPT_FILE))
  return bytes === null ? null : decodeReceipt(bytes)
}

/** Whose files are in the folder; null if there are none. */
export function occupantOf(place: MediaPlace): 'same user' | 'another user' | null {
  const receipt = readReceipt(place.folder)
  if (receipt === null) return null
  return isOf(receipt, place) ? 'same user' : 'another user'
}

/** The other user whose files are in the folder; null if there is none. */
export function otherUserOf(place: MediaPlace): string | null {
  const receipt = readReceipt(place.folder)
  return receipt === null || isOf(receipt, place) ? null : receipt.userPrincipalName
}

function isOf({ userPrincipalName }: Receipt, { certificate }: MediaPlace): boolean {
  return isSameUser(userPrincipalName, certificate.userPrincipalName)
}

/**
 * The template's warnings and notes, without those that the plan itself corrects.
 * @throws UserError wrong-input: one of the findings is an error
 */
export function checkTemplate(
  template: Template,
  plan: PlannedChanges & { readonly bundled: BundledSettings | null },
  accepted: readonly string[],
): Finding[] {
  const bytes =
    plan.bundled === null ? template.bytes : bundledFor(template.bytes, plan.architectures, plan.bundled)
  const findings = acceptFindings(checkAnswerFile(bytes, plan), accepted)
  const errors = findings.filter(({ severity }) => severity === 'error')
  throwProblems(`the answer file ${shown(template.name)} would not work`, errors.map(toProblem))
  return findings
}

/** What cannot be accepted, whatever the answer file. */
export function acceptProblems(codes: readonly string[]): Problem[] {
  const hint = 'give the code that `certstick template check` shows'
  return codes
    .filter((code) => !isAcceptable(code))
    .map((code) => ({
      field: 'accept',
      message: `${shown(code)} is not a finding that can be accepted`,
      hint,
    }))
}

function toProblem({ code, message, hint, line, column }: Finding): Problem {
  const place = line === undefined ? '' : `line ${line}, column ${column}: `
  const way = isAcceptable(code) ? `; or let it pass with --accept ${code}` : ''
  return { field: 'template', message: `${place}${message}`, hint: `${hint}${way}` }
}
