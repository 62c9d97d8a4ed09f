// What is refused for what is there already, before anything is signed, recorded or written: media in the way, an answer
// file that would not work.
import { join } from 'node:path'
import { acceptFindings, isAcceptable } from '../answer-file/accept.ts'
import { bundledFor } from '../answer-file/bundled.ts'
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
import { userPrincipalNameKey } from '../request/user-principal-name.ts'

/**
 * @throws UserError wrong-input where another user's media are in the place, or any that may not be replaced, or anything
 * that is none
 */
export function refuseOtherMedia(plan: MediaPlace, replace: boolean): void {
  if (!exists(plan.folder)) return
  const occupant = readReceipt(plan)
  if (occupant !== null && !isSameUser(occupant, plan)) {
    throw new UserError('wrong-input', `${plan.folder} holds the media of ${occupant.userPrincipalName}`, {
      hint: 'give --device or another --output; media of another user are never replaced',
    })
  }
  if (!replace) throw occupied(plan.folder)
  refuseForeignFiles(plan.folder, (path) => isOfMedia(path, plan, occupant))
}

/** Without a receipt, by the names that media have. */
function isOfMedia(path: string, { name }: MediaPlace, receipt: Receipt | null): boolean {
  if (receipt !== null) return isOfReceipt(path, receipt)
  if (path === RECEIPT_FILE || path === zipName(name)) return true
  const onStick = pathOnStick(path)
  return Object.values<string>(MEDIA_PATHS).includes(onStick) || isUserPath(onStick)
}

/** Whether a file of an output folder is one that its receipt names. @param path below the folder, with `/` */
export function isOfReceipt(path: string, { name, files }: Receipt): boolean {
  return path === RECEIPT_FILE || path === zipName(name) || Object.hasOwn(files, pathOnStick(path))
}

/** Empty where it is not in the folder of the stick. */
function pathOnStick(path: string): string {
  const [folder, ...rest] = path.split('/')
  return folder === STICK_FOLDER ? rest.join('/') : ''
}

function isUserPath(onStick: string): boolean {
  const [folder, name = '', ...deeper] = onStick.split('/')
  return folder === CERTS_FOLDER && deeper.length === 0 && isUserFileName(name)
}

/** @throws UserError wrong-input where media are there whose name differs in case alone: Windows takes both for one */
export function refuseOtherSpelling({ name, folder }: MediaPlace, otherSpelling: OtherSpelling): void {
  const there = otherSpelling(name)
  if (there === null || exists(folder)) return // because a disk may take both for one, and then this is its own
  throw new UserError('wrong-input', `${name} differs from ${there}, which is there, in case alone`, {
    hint: 'spell it as it is there, or give another --device or --output',
  })
}

/** Of the media that are in the plan's place; null where there are none. */
export function readReceipt({ folder }: Pick<MediaPlace, 'folder'>): Receipt | null {
  const bytes = readIfThere(join(folder, RECEIPT_FILE))
  return bytes === null ? null : decodeReceipt(bytes)
}

/** Whether the place holds media, and whose: null where it holds none. */
export function occupantOf(place: MediaPlace): 'same user' | 'another user' | null {
  const receipt = readReceipt(place)
  if (receipt === null) return null
  return isSameUser(receipt, place) ? 'same user' : 'another user'
}

function isSameUser({ userPrincipalName }: Receipt, { certificate }: MediaPlace): boolean {
  return userPrincipalNameKey(userPrincipalName) === userPrincipalNameKey(certificate.userPrincipalName)
}

/**
 * The template's findings, without those that the plan itself puts right: worth knowing, and stopping nothing.
 * @throws UserError wrong-input where one of them is an error
 */
export function checkTemplate(
  template: Template,
  plan: PlannedChanges,
  accepted: readonly string[],
): Finding[] {
  const bytes = template.bundled ? bundledFor(template.bytes, plan.architectures) : template.bytes
  const findings = acceptFindings(checkAnswerFile(bytes, plan), accepted)
  const errors = findings.filter(({ severity }) => severity === 'error')
  throwProblems(`the answer file ${JSON.stringify(template.name)} would not work`, errors.map(toProblem))
  return findings
}

function toProblem({ code, message, hint, line, column }: Finding): Problem {
  const place = line === undefined ? '' : `line ${line}, column ${column}: `
  const way = isAcceptable(code) ? `; or let it pass with --accept ${code}` : ''
  return { field: 'template', message: `${place}${message}`, hint: `${hint}${way}` }
}
