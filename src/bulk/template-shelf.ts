// The answer files that many rows ask for: each is read, checked and tried once, not once a row.
import type { Finding } from '../finding.ts'
import { checkTemplate } from '../issue/prepare.ts'
import { produceAnswerFile } from '../issue/produce.ts'
import type { MediaPlan, Template } from '../plan/plan.ts'

/** Lives as long as rows are planned. */
export class TemplateShelf {
  /** By the name that rows ask by. */
  readonly all = new Map<string, Template>()
  readonly findings: Finding[] = []
  readonly #read: (name: string) => Template
  readonly #tried = new Set<string>()

  constructor(read: (name: string) => Template) {
    this.#read = read
  }

  read(name: string): Template {
    const known = this.all.get(name)
    if (known !== undefined) return known
    const template = this.#read(name)
    this.all.set(name, template)
    return template
  }

  /** @throws UserError wrong-input where the answer file cannot take what such a plan adds */
  tryOut({ template: { name }, answerFile }: MediaPlan): void {
    const { commands, computerName, architectures, addWindowsPe } = answerFile
    // Whether it can depends on what is added, not on what is written into it.
    const kind = JSON.stringify([name, commands.length, computerName !== null, architectures, addWindowsPe])
    if (this.#tried.has(kind)) return
    const template = this.read(name)
    const findings = checkTemplate(template, answerFile)
    produceAnswerFile(template.bytes, answerFile)
    this.#tried.add(kind)
    if (!this.findings.some(({ subject }) => subject === name)) {
      this.findings.push(...findings.map((finding) => ({ ...finding, subject: name })))
    }
  }
}
