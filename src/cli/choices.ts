// How the choices of an option are listed.

/** `a, b or c`, in the order of their table. */
export function orList(choices: readonly string[]): string {
  const last = choices.at(-1) ?? ''
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`
}
