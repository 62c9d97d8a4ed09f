// How an error reads on the screen, and as JSON.
import { join, sep } from 'node:path'
import type { UserError } from '../errors.ts'
import { oneLine, printable } from '../screen-text.ts'
import { flagOf } from './fields.ts'

/**
 * A line for each thing that is wrong, and after it one for what helps.
 * @param cwd paths below it are shown as the user would type them
 */
export function formatError({ message, problems, hint }: UserError, cwd: string): string {
  const line = (kind: 'error' | 'hint', text: string): string => `${kind}: ${oneLine(relativeTo(cwd, text))}`
  const hintLines = (text: string | undefined): string[] => (text === undefined ? [] : [line('hint', text)])
  return [
    line('error', message),
    ...problems.flatMap((problem) => [
      line('error', `${flagOf(problem.field)}: ${problem.message}`),
      ...hintLines(problem.hint),
    ]),
    ...hintLines(hint),
  ].join('\n')
}

/** @param cwd as for `formatError` */
export function formatWarning(warning: string, cwd: string): string {
  return `warning: ${oneLine(relativeTo(cwd, warning))}`
}

/** The text without the folder before each path in it, and without the quotes that only the folder needed. */
export function relativeTo(cwd: string, text: string): string {
  const root = join(cwd, sep)
  const [before = '', ...parts] = text.split(`"${root}`)
  const quoted = parts.map((part) => (/^[^"\s]+"/.test(part) ? part.replace('"', '') : `"${part}`))
  return [before, ...quoted].join('').replaceAll(root, '')
}

export function errorToJson({ code, message, hint, problems }: UserError): string {
  // On one line: in the JSON Lines of bulk it follows the rows.
  return JSON.stringify({ error: { code, message, hint, problems } })
}

/** What is not a `UserError` is our mistake; the stack is for whoever mends it. */
export function formatBug(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `error: this is a mistake in certstick, not in what you did\n${printable(stack)}`
}
