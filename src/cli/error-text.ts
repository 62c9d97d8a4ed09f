// How an error reads on the screen, and as JSON.
import { join, sep } from 'node:path'
import type { UserError } from '../errors.ts'
import { oneLine, printable } from '../screen-text.ts'
import { flagOf } from './fields.ts'
import type { Terminal } from './terminal.ts'

/** @param cwd paths below it are shown as the user would type them */
export function formatError(error: UserError, { style }: Terminal, cwd: string): string {
  const shown = (text: string): string => oneLine(text.replaceAll(join(cwd, sep), ''))
  const lines = [`${style('red', 'certstick:')} ${shown(error.message)}`]
  for (const { field, message, hint } of error.problems) {
    lines.push(`  ${style('bold', shown(flagOf(field)))}: ${shown(message)}`)
    if (hint !== undefined) lines.push(`    ${style('dim', shown(hint))}`)
  }
  if (error.hint !== undefined) lines.push(`  ${style('dim', shown(error.hint))}`)
  return lines.join('\n')
}

export function errorToJson({ code, message, hint, problems }: UserError): string {
  return JSON.stringify({ error: { code, message, hint, problems } }, null, 2)
}

/** What is not a `UserError` is our mistake; the stack is for whoever mends it. */
export function formatBug(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `certstick: this is a mistake in certstick, not in what you did\n${printable(stack)}`
}
