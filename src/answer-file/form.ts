// The same answer file for one user after another: rendered once, with marks where the texts differ from user to user,
// and then only filled in. What comes of it is what `render.ts` makes, byte for byte.
import { rememberLast } from '../remember.ts'
import { readAnswerFile } from './document.ts'
import { decodeText, type EncodedText, encodeText } from './encoding.ts'
import { formatText } from './new-element.ts'
import { type AnswerFilePlan, renderAnswerFile } from './render.ts'

interface Form extends Omit<EncodedText, 'text'> {
  /** In turn: a part that stays, and the index of the text that follows it, among `textsOf` a plan. */
  readonly parts: readonly string[]
}

/** Of each template, by what else the plans say. */
const formsOf = rememberLast((_template: Uint8Array) => new Map<string, Form>())

/**
 * The template with what is planned, in the template's encoding.
 * @param template must not change afterwards
 * @throws UserError `wrong-input` as `renderAnswerFile`
 */
export function fillAnswerFile(template: Uint8Array, plan: AnswerFilePlan): Uint8Array {
  const forms = formsOf(template)
  const shape = JSON.stringify(withTexts(plan, () => ''))
  const form = forms.get(shape) ?? makeForm(template, plan, shape)
  forms.set(shape, form)
  const texts = textsOf(plan).map(formatText)
  const text = form.parts.map((part, i) => (i % 2 === 0 ? part : texts[Number(part)])).join('')
  return encodeText({ ...form, text })
}

function makeForm(template: Uint8Array, plan: AnswerFilePlan, shape: string): Form {
  const { text } = readAnswerFile(template).encoded
  let mark = 'TEXT'
  while (text.includes(mark) || shape.includes(mark)) mark += 'T'
  const marked = renderAnswerFile(
    template,
    withTexts(plan, (index) => `${mark}:${index};`),
  )
  const { text: rendered, ...encoded } = decodeText(marked)
  return { ...encoded, parts: rendered.split(new RegExp(`${mark}:(\\d+);`)) }
}

/** What differs from user to user: the commands, and the computer's name. */
function textsOf({ commands, computerName }: AnswerFilePlan): string[] {
  return [...commands.map(({ path }) => path), ...(computerName === null ? [] : [computerName])]
}

/** The plan with other texts, each by its index among `textsOf`. */
function withTexts(plan: AnswerFilePlan, textAt: (index: number) => string): AnswerFilePlan {
  return {
    ...plan,
    commands: plan.commands.map((command, index) => ({ ...command, path: textAt(index) })),
    computerName: plan.computerName === null ? null : textAt(plan.commands.length),
  }
}
