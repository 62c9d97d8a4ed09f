// Checks an answer file before it is used for a stick. Returns findings in the order of the file, and never throws.
// The rules are in the check-….ts files beside this one.
import { type Finding, limitFindings, MOST_LISTED } from '../finding.ts'
import { COMMAND_RULES } from './check-commands.ts'
import { COMPONENT_RULES } from './check-components.ts'
import { COMPUTER_NAME_RULES } from './check-computer-names.ts'
import { DISK_RULES } from './check-disks.ts'
import { EMPTY_RULES } from './check-empty.ts'
import { IDENTITY_RULES } from './check-identity.ts'
import { NAMESPACE_RULES } from './check-namespaces.ts'
import { ORDER_RULES } from './check-orders.ts'
import { PASS_RULES } from './check-passes.ts'
import { PASSWORD_RULES } from './check-passwords.ts'
import { PLACEHOLDER_RULES } from './check-placeholders.ts'
import { PRODUCT_KEY_RULES } from './check-product-keys.ts'
import { REGION_RULES } from './check-regions.ts'
import { SCHEMA_RULES } from './check-schema.ts'
import { SECRET_RULES } from './check-secrets.ts'
import { SIGN_IN_RULES } from './check-sign-in.ts'
import { TEXT_RULES } from './check-text.ts'
import { TWICE_RULES } from './check-twice.ts'
import { WINDOWS_PE_RULES } from './check-windows-pe.ts'
import { type AnswerFile, readAnswerFile } from './document.ts'
import { faultOf } from './fault.ts'
import { positionsIn } from './position.ts'
import { type FileInCheck, type Hit, type PlannedChanges, prepareForCheck, type Rule } from './rule.ts'

/** Every rule on a file that can be read; one that cannot has a single error with the code of its fault. */
export const RULES: readonly Rule[] = [
  TEXT_RULES,
  SCHEMA_RULES,
  NAMESPACE_RULES,
  PASS_RULES,
  WINDOWS_PE_RULES,
  COMPONENT_RULES,
  IDENTITY_RULES,
  TWICE_RULES,
  EMPTY_RULES,
  PLACEHOLDER_RULES,
  COMMAND_RULES,
  ORDER_RULES,
  DISK_RULES,
  REGION_RULES,
  PRODUCT_KEY_RULES,
  COMPUTER_NAME_RULES,
  SIGN_IN_RULES,
  PASSWORD_RULES,
  SECRET_RULES,
].flat()

const NO_CHANGES: PlannedChanges = { architectures: null, addWindowsPe: false, computerName: null }

export interface CheckedAnswerFile {
  /** Null where the bytes are none, which a finding says. */
  readonly file: AnswerFile | null
  /** Empty where nothing is wrong; of one code no more than `limitFindings` leaves. */
  readonly findings: Finding[]
}

/** What is wrong with an answer file. */
export function checkAnswerFile(bytes: Uint8Array, plan: PlannedChanges = NO_CHANGES): Finding[] {
  return readAndCheck(bytes, plan).findings
}

/** The same, with the file as it was read: a large one takes long to read again. */
export function readAndCheck(bytes: Uint8Array, plan: PlannedChanges = NO_CHANGES): CheckedAnswerFile {
  try {
    const file = readAnswerFile(bytes)
    return { file, findings: findFaults(prepareForCheck(file), plan) }
  } catch (error) {
    const fault = faultOf(error)
    if (fault === null) throw error
    return { file: null, findings: [{ severity: 'error', ...fault }] }
  }
}

function findFaults(file: FileInCheck, plan: PlannedChanges): Finding[] {
  const positionAt = positionsIn(file.encoded.text)
  const findings = RULES.flatMap(({ code, severity, find }) =>
    firstHits(find(file, plan)).map(({ hit, more }): Finding => {
      const place = positionAt(startOf(hit))
      const { message, hint } = hit
      const finding = { severity: hit.severity ?? severity, code, message: shorten(message), hint, ...place }
      return more === 0 ? finding : { ...finding, more }
    }),
  )
  return limitFindings(
    findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  )
}

/** No more than are listed, in the order of the file; one more stands for the rest, and is an error where one of them is. */
function firstHits(hits: readonly Hit[]): readonly { readonly hit: Hit; readonly more: number }[] {
  if (hits.length <= MOST_LISTED) return hits.map((hit) => ({ hit, more: 0 }))
  const sorted = hits.toSorted((a, b) => startOf(a) - startOf(b))
  const rest = sorted.slice(MOST_LISTED)
  const worst = rest.find(({ severity }) => severity === 'error') ?? rest[0]
  const listed = sorted.slice(0, MOST_LISTED).map((hit) => ({ hit, more: 0 }))
  return worst === undefined ? listed : [...listed, { hit: worst, more: rest.length }]
}

function startOf({ element, offset }: Hit): number {
  return offset ?? element.start
}

/** A message may quote a value, which may be as long as the file. */
const MOST_CHARACTERS = 400

function shorten(message: string): string {
  return message.length <= MOST_CHARACTERS ? message : `${message.slice(0, MOST_CHARACTERS)}…`
}
