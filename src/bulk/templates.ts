// The answer files that many rows ask for: each is read, checked and tried once, not once a row.
import type { Finding } from '../finding.ts'
import { checkTemplate } from '../issue/prepare.ts'
import { produceAnswerFile } from '../issue/produce.ts'
import type { MediaPlan, Template } from '../plan/plan.ts'

/** Of one planning of a table. */
export interface BulkTemplates {
  /** By the name that rows ask by. */
  readonly all: ReadonlyMap<string, Template>
  /** Worth knowing of the answer files, and stopping nothing. */
  readonly findings: readonly Finding[]
  /** @throws UserError wrong-input */
  readonly read: (name: string) => Template
  /** @throws UserError wrong-input where the answer file cannot take what such a plan adds */
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
    // Whether it can depends on what is added, not on what is written into it.
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
