// What somebody asked for: text from flags, a CSV row or the wizard becomes values here, or all its problems at once.
// Whether the values fit this root, this template and this moment is left to `plan.ts`.
import { type Problem, throwProblems } from '../errors.ts'
import { FIELDS, type Field, type Given, OPTIONS, type RecordedField, type Value } from './options.ts'

/** As it was given, each field still text; what was not given is undefined. */
export type RequestInput = { readonly [F in Field]?: Given<F> }

/** The same as values, by the table's names. Null: not asked for, so the plan decides. */
export type Request = { readonly [F in Field as (typeof OPTIONS)[F]['value']]: Value<F> }

/**
 * @param found problems of the same input that are known already
 * @throws UserError wrong-input with every problem of the input
 */
export function parseRequest(input: RequestInput, found: readonly Problem[] = []): Request {
  const problems: Problem[] = [...found]
  const read = <F extends Field>(field: F) => {
    const option: { value: string; read: (given: never, problems: Problem[]) => unknown } = OPTIONS[field]
    return [option.value, option.read(input[field] as never, problems)]
  }
  const request = Object.fromEntries(FIELDS.map(read)) as Request
  throwProblems('the request cannot be carried out', problems)
  return request
}

/** What the inventory keeps of a request, as text: what the plan decided, so that the same can be asked for again. */
export type RecordedRequest = Readonly<Record<RecordedField, string>>

/** What was recorded, as if it were given again; a field that is not there was not given. */
export function recallRequest(
  recorded: Readonly<Record<string, string | undefined>>,
): Pick<Required<RequestInput>, RecordedField> {
  const recalled = FIELDS.flatMap((field) => {
    const { recall } = OPTIONS[field]
    return recall === null ? [] : [[field, recall(recorded[field] ?? '')]]
  })
  return Object.fromEntries(recalled) as Pick<Required<RequestInput>, RecordedField>
}

/** What of it is the request's, from a larger object such as a command's options. */
export function pickRequest(options: RequestInput): RequestInput {
  return Object.fromEntries(FIELDS.map((field) => [field, options[field]])) as RequestInput
}
