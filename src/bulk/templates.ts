// The answer files of a table's rows: each is read, checked and tried once, not once per row.
import type { Finding } from '../finding.ts'
import { checkTemplate } from '../issue/prepare.ts'
import { produceAnswerFile } from '../issue/produce.ts'
import type { MediaPlan, Template } from '../plan/plan.ts'

/** For one table. */
export interface BulkTemplates {
  /** By the name that the rows use. */
  readonly all: ReadonlyMap<string, Template>
  /** Warnings and notes about the answer files. */
  readonly findings: readonly Finding[]
  /** @throws UserError wrong-input */
  readonly read: (name: string) => Template
  /** @throws UserError wrong-input: the commands do not fit into the answer file */
  readonly tryOut: (plan: MediaPlan) => void
}

export function collectTemplates(readTemplate: (name: string) => Template): BulkTemplates {
  const all = new Map<string, Template>()
  const findings: Finding[] = []
  const tried = new Set<string>()
  function read(name: string): Template {
    const template = all.get(name) ?? readTemplate(name)
    all.set(name, template)
    return template
  }
  function tryOut({ template: { name }, answerFile, accepted }: MediaPlan): void {
    const { commands, computerName, architectures, addWindowsPe } = answerFile
    // Whether they fit depends on the kinds of additions, not on their values.
    const kind = JSON.stringify([name, commands.length, computerName !== null, architectures, addWindowsPe])
    if (tried.has(kind)) return
    const template = read(name)
    const found = checkTemplate(template, answerFile, accepted)
    produceAnswerFile(template.bytes, answerFile)
    tried.add(kind)
    if (!findings.some(({ subject }) => subject === name)) {
      findings.push(...found.map((finding) => ({ ...finding, subject: name })))
    }
  }
  return { all, findings, read, tryOut }
}
