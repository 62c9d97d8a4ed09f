// Options that take one of a few words: how these are listed, and how one is read.
import type { Problem } from '../errors.ts'

/** `a, b or c`, in the order of their table. */
export function orList(choices: readonly string[]): string {
  const last = choices.at(-1) ?? ''
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`
}

/** One of the choices; null where none was given, or one that is not known, which becomes a problem. */
export function readChoice<T extends string>(
  field: string,
  choices: readonly T[],
  { text, problems }: { readonly text: string | undefined; readonly problems: Problem[] },
): T | null {
  if (text === undefined) return null
  const choice = choices.find((known) => known === text)
  if (choice === undefined) {
    const hint = `choose ${choices.join(', ')}`
    problems.push({ field, message: `${JSON.stringify(text)} is not known`, hint })
  }
  return choice ?? null
}
