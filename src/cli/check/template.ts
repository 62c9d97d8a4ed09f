// `certstick template list` and `template check`: the bundled answer files, and findings about any.
import { checkAnswerFile } from '../../answer-file/check.ts'
import { formatFindings } from '../../finding.ts'
import { shown } from '../../screen-text.ts'
import { alignColumns } from '../../tables/columns.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { listTemplates, readTemplate } from '../template-files.ts'

export async function runTemplateList({ json }: CommonOptions, { world, terminal }: Context): Promise<void> {
  const templates = listTemplates(world)
  if (json === true) {
    terminal.result(JSON.stringify({ templates }, null, 2))
    return
  }
  const lines = alignColumns(templates.map(({ name, summary }) => [name, summary]))
  terminal.report(lines.map((line) => `  ${line}`).join('\n'))
}

/** Exit code 3 where there is an error among the findings. */
export async function runTemplateCheck(
  file: string,
  { json }: CommonOptions,
  context: Context,
): Promise<void> {
  const { world, terminal, setExitCode } = context
  const findings = checkAnswerFile(readTemplate(file, world).bytes)
  if (findings.some(({ severity }) => severity === 'error')) setExitCode(FOUND_ERRORS)
  if (json === true) terminal.result(JSON.stringify({ file, findings }, null, 2))
  else if (findings.length === 0) terminal.report(`${shown(file)} is in order.`)
  else terminal.report(formatFindings(findings).join('\n'))
}
