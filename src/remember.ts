// Answers given again while they are fresh. A `WeakMap` would know them for as long as what was asked about exists; but
// V8's quick collections take all that it holds for alive, and so let it grow old, one parsed file a user.

const FEW = 4

/** Asks only where the same was not among the last few that were asked about. */
export function rememberLast<Subject, Answer>(
  ask: (subject: Subject) => Answer,
): (subject: Subject) => Answer {
  const last: { readonly subject: Subject; readonly answer: Answer }[] = []
  return (subject) => {
    const index = last.findIndex((one) => one.subject === subject)
    const [one = { subject, answer: ask(subject) }] = index === -1 ? [] : last.splice(index, 1)
    last.unshift(one)
    if (last.length > FEW) last.pop()
    return one.answer
  }
}
