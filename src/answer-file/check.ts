// What is wrong with an answer file before a stick is made of it: findings in the order of the file, never an error.
// The rules stand in the check-….ts files beside this one, a constant each.
import type { Finding } from '../finding.ts'
import { COMMAND_RULES } from './check-commands.ts'
import { COMPONENT_RULES } from './check-components.ts'
import { ORDER_RULES } from './check-orders.ts'
import { PASS_RULES } from './check-passes.ts'
import { SETTING_RULES } from './check-settings.ts'
import { TEXT_RULES } from './check-text.ts'
import { type AnswerFile, readAnswerFile } from './document.ts'
import { faultOf } from './fault.ts'
import { positionAt } from './position.ts'
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

/** Empty where nothing is wrong. */
export function checkAnswerFile(bytes: Uint8Array): Finding[] {
  let file: AnswerFile
  try {
    file = readAnswerFile(bytes)
  } catch (error) {
    const fault = faultOf(error)
    if (fault === null) throw error
    return [{ severity: 'error', ...fault }]
  }
  const { text } = file.encoded
  return RULES.flatMap(({ code, severity, find }) =>
    find(file).map(({ element, message, hint }): Finding => {
      return { severity, code, message, hint, ...positionAt(text, element.start) }
    }),
  ).toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
}
