// Options with a fixed set of words: lists the words, and reads one of them.
import type { Problem } from '../errors.ts'
import { shown } from '../screen-text.ts'

/** `a, b or c` */
export function orList(choices: readonly string[]): string {
  const last = choices.at(-1) ?? ''
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`
}

/** One of the choices; null if none was given. An unknown one becomes a problem. */
export function readChoice<T extends string>(
  field: string,
  choices: readonly T[],
  { text, problems }: { readonly text: string | undefined; readonly problems: Problem[] },
): T | null {
  if (text === undefined) return null
  const choice = choices.find((known) => known === text)
  if (choice === undefined) {
    const hint = `choose ${choices.join(', ')}`
    problems.push({ field, message: `${shown(text)} is not known`, hint })
  }
  return choice ?? null
}
