// `certstick template list`: the bundled answer files.
import type { CommonOptions, Context } from './context.ts'
import { listTemplates } from './template-files.ts'

export async function runTemplateList({ json }: CommonOptions, { world, terminal }: Context): Promise<void> {
  const templates = listTemplates(world)
  if (json === true) return terminal.result(JSON.stringify({ templates }, null, 2))
  const width = Math.max(...templates.map(({ name }) => name.length))
  for (const { name, summary } of templates) terminal.result(`${name.padEnd(width)}  ${summary}`)
}
