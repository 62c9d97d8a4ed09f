// What is wrong with an answer file before a stick is made of it: findings in the order of the file, never an error.
// The rules stand in the check-….ts files beside this one, a constant each.
import { type Finding, limitFindings } from '../finding.ts'
import { COMMAND_RULES } from './check-commands.ts'
import { COMPONENT_RULES } from './check-components.ts'
import { ORDER_RULES } from './check-orders.ts'
import { PASS_RULES } from './check-passes.ts'
import { SETTING_RULES } from './check-settings.ts'
import { TEXT_RULES } from './check-text.ts'
import { type AnswerFile, readAnswerFile } from './document.ts'
import { faultOf } from './fault.ts'
import { positionsIn } from './position.ts'
import type { Rule } from './rule.ts'

/** Every rule on a file that can be read; one that cannot has a single error with the code of its fault. */
export const RULES: readonly Rule[] = [
  ...TEXT_RULES,
  ...PASS_RULES,
  ...COMPONENT_RULES,
  ...COMMAND_RULES,
  ...ORDER_RULES,
  ...SETTING_RULES,
]

export interface CheckedAnswerFile {
  /** Null where the bytes are none, which a finding says. */
  readonly file: AnswerFile | null
  /** Empty where nothing is wrong; of one code no more than `limitFindings` leaves. */
  readonly findings: Finding[]
}

/** What is wrong with an answer file. */
export function checkAnswerFile(bytes: Uint8Array): Finding[] {
  return readAndCheck(bytes).findings
}

/** The same, with the file as it was read, for who needs more of it: a large one takes long to read. */
export function readAndCheck(bytes: Uint8Array): CheckedAnswerFile {
  try {
    const file = readAnswerFile(bytes)
    return { file, findings: findFaults(file) }
  } catch (error) {
    const fault = faultOf(error)
    if (fault === null) throw error
    return { file: null, findings: [{ severity: 'error', ...fault }] }
  }
}

function findFaults(file: AnswerFile): Finding[] {
  const positionAt = positionsIn(file.encoded.text)
  const findings = RULES.flatMap(({ code, severity, find }) =>
    find(file).map(({ element, message, hint }): Finding => {
      return { severity, code, message: shorten(message), hint, ...positionAt(element.start) }
    }),
  )
  return limitFindings(
    findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  )
}

/** A message may quote a value, which may be as long as the file. */
const MOST_CHARACTERS = 400

function shorten(message: string): string {
  return message.length <= MOST_CHARACTERS ? message : `${message.slice(0, MOST_CHARACTERS)}…`
}
