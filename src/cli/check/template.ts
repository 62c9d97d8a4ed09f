// `certstick template list` and `template show`: the bundled answer files. `template check`: findings about any.
import { checkAnswerFile } from '../../answer-file/check.ts'
import { UserError } from '../../errors.ts'
import { formatFindings, isError } from '../../finding.ts'
import { shown } from '../../screen-text.ts'
import { alignColumns } from '../../tables/columns.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { isBundled, listTemplates, readTemplate } from '../template-files.ts'

export async function runTemplateList({ json }: CommonOptions, { world, terminal }: Context): Promise<void> {
  const templates = listTemplates(world)
  if (json === true) {
    terminal.result(JSON.stringify({ templates }, null, 2))
    return
  }
  const lines = alignColumns(templates.map(({ name, summary }) => [name, summary]))
  terminal.report(lines.map((line) => `  ${line}`).join('\n'))
}

/** As it is, for an answer file of the user's own that begins as a copy. @throws UserError wrong-input: it is not bundled */
export async function runTemplateShow(name: string, { world, terminal }: Context): Promise<void> {
  if (!isBundled(name, world)) {
    const names = listTemplates(world).map((template) => template.name)
    throw new UserError('wrong-input', `${shown(name)} is no bundled answer file`, {
      hint: `choose ${names.join(', ')}`,
    })
  }
  terminal.data(Buffer.from(readTemplate(name, world).bytes).toString())
}

/** Exit code 3 where there is an error among the findings. */
export async function runTemplateCheck(
  file: string,
  { json }: CommonOptions,
  context: Context,
): Promise<void> {
  const { world, terminal, setExitCode } = context
  const findings = checkAnswerFile(readTemplate(file, world).bytes)
  if (findings.some(isError)) setExitCode(FOUND_ERRORS)
  if (json === true) terminal.result(JSON.stringify({ file, findings }, null, 2))
  else if (findings.length === 0) terminal.report(`${shown(file)} is in order.`)
  else terminal.report(formatFindings(findings).join('\n'))
}
