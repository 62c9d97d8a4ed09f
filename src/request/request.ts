// Turns text from options, a CSV row or the wizard into a request, or into all its problems at once. `plan/` checks whether
// the request fits the root, the template and the date.
import { type Problem, throwProblems } from '../errors.ts'
import { FIELDS, type Field, type Given, OPTIONS, type RecordedField, type Value } from './options.ts'

/** As it was given. Fields that were not given are undefined. */
export type RequestInput = { readonly [F in Field]?: Given<F> }

/** The same as values. Null: not given, so the plan decides. */
export type Request = { readonly [F in Field as (typeof OPTIONS)[F]['value']]: Value<F> }

/**
 * @param found problems of the same input that are already known
 * @throws UserError wrong-input: all problems of the input
 */
export function parseRequest(input: RequestInput, found: readonly Problem[] = []): Request {
  const problems: Problem[] = [...found]
  const read = <F extends Field>(field: F) => {
    const option: { value: string; read: (given: never, problems: Problem[]) => unknown } = OPTIONS[field]
    return [option.value, option.read(input[field] as never, problems)]
  }
  const request = Object.fromEntries(FIELDS.map(read)) as Request
  throwProblems('nothing was created', problems)
  return request
}

/** The plan's decisions as text, as the inventory stores them for `regenerate`. */
export type RecordedRequest = Readonly<Record<RecordedField, string>>

/** The input from a record, as if the user had given it again. */
export function recallRequest(
  recorded: Readonly<Record<string, string | undefined>>,
): Pick<Required<RequestInput>, RecordedField> {
  const recalled = FIELDS.flatMap((field) => {
    const { recall } = OPTIONS[field]
    return recall === null ? [] : [[field, recall(recorded[field] ?? '')]]
  })
  return Object.fromEntries(recalled) as Pick<Required<RequestInput>, RecordedField>
}

/** The fields of the request from a larger object, such as a command's options. */
export function pickRequest(options: RequestInput): RequestInput {
  return Object.fromEntries(FIELDS.map((field) => [field, options[field]])) as RequestInput
}
