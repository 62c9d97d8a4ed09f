// Answers given again while they are fresh. A `WeakMap` would know them for as long as what was asked about exists; but
// V8's quick collections take all that it holds for alive, and so let it grow old, one parsed file a user.

export interface Memory<Subject> {
  /** How many answers are remembered. */
  readonly count: number
  /** Whether what is asked about is what was asked about before. */
  readonly isSame: (asked: Subject, before: Subject) => boolean
}

/** Asks only where the same was not among the last few that were asked about. */
export function rememberLast<Subject, Answer>(
  ask: (subject: Subject) => Answer,
  { count, isSame }: Memory<Subject> = { count: 4, isSame: Object.is },
): (subject: Subject) => Answer {
  const last: { readonly subject: Subject; readonly answer: Answer }[] = []
  return (subject) => {
    const index = last.findIndex((one) => isSame(subject, one.subject))
    const [one = { subject, answer: ask(subject) }] = index === -1 ? [] : last.splice(index, 1)
    last.unshift(one)
    if (last.length > count) last.pop()
    return one.answer
  }
}
