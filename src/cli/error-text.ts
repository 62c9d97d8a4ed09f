// How an error reads on the screen, and as JSON.
import { join, parse, sep } from 'node:path'
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
  if (cwd === parse(cwd).root) return text // every path begins with it
  const folder = join(cwd, sep)
  const [before = '', ...parts] = text.split(`"${folder}`)
  const quoted = parts.map((part) => (/^[^"\s]+"/.test(part) ? part.replace('"', '') : `"${part}`))
  // Only where a path begins: in /srv/home/ca, `/home/` is a part.
  const beginning = new RegExp(`(?<=^|[\\s"'\`(=])${escapePattern(folder)}`, 'gm')
  return [before, ...quoted].join('').replace(beginning, '')
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
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
