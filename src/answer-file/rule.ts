// The type of a rule: what a rule of check.ts finds, before severity and position are added.
import type { Severity } from '../finding.ts'
import { type AnswerFile, descendantsOf, type PlacedComponent, placedComponents } from './document.ts'
import { type Architecture, PASSES, UNATTEND_NAMESPACE } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

export interface Hit {
  /** Where it is. */
  readonly element: XmlElement
  /** What is wrong and why it matters; never a password or key. */
  readonly message: string
  readonly hint: string
  /** Where it is another than the rule's. */
  readonly severity?: Severity
  /** In the text, where it is not the element's start. */
  readonly offset?: number
}

/** What certstick is going to change. Rules do not report what this corrects. */
export interface PlannedChanges {
  /** These get commands beside those of the file. */
  readonly architectures: readonly Architecture[] | null
  readonly addWindowsPe: boolean
  readonly computerName: string | null
}

/** An answer file with what most rules ask for, found once. */
export interface FileInCheck extends AnswerFile {
  readonly components: readonly ComponentInCheck[]
  /** Those in a pass that Windows has: nothing else takes effect. */
  readonly inEffect: readonly ComponentInCheck[]
}

export interface ComponentInCheck extends PlacedComponent {
  /** Every element inside, at any depth, in the order of the file. */
  readonly inside: readonly XmlElement[]
}

export function prepareForCheck(file: AnswerFile): FileInCheck {
  const components = placedComponents(file.root).map((placed) => {
    return { ...placed, inside: descendantsOf(placed.component) }
  })
  const inEffect = components.filter(({ pass }) => (PASSES as readonly string[]).includes(pass))
  return { ...file, components, inEffect }
}

export interface Rule {
  /** The finding's stable name. */
  readonly code: string
  readonly severity: Severity
  readonly find: (file: FileInCheck, plan: PlannedChanges) => readonly Hit[]
}

/** Elements of that name anywhere in components of that name and pass. */
export function settingsNamed(
  file: FileInCheck,
  where: { readonly name: string; readonly pass: string },
  local: string,
): XmlElement[] {
  return file.components
    .filter(({ name, pass }) => name === where.name && pass === where.pass)
    .flatMap(({ inside }) =>
      inside.filter((element) => element.local === local && element.namespace === UNATTEND_NAMESPACE),
    )
}

/** A setting's text, as Setup takes truth values. */
export function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true'
}

/** Those whose key an earlier one has. */
export function repeated(
  elements: readonly XmlElement[],
  keyOf: (element: XmlElement) => string,
): XmlElement[] {
  const seen = new Set<string>()
  return elements.filter((element) => {
    const key = keyOf(element)
    if (seen.has(key)) return true
    seen.add(key)
    return false
  })
}
