// The form of a check: what each rule of check.ts finds, before severity and position are put to it.
import type { Severity } from '../finding.ts'
import type { AnswerFile } from './document.ts'
import { attributeOf, childrenOf, settingsOf } from './document.ts'
import type { XmlElement } from './xml.ts'

export interface Hit {
  /** Where it is. */
  readonly element: XmlElement
  /** What is wrong and why it matters; never a password or key. */
  readonly message: string
  readonly hint: string
}

export interface Rule {
  /** The finding's stable name. */
  readonly code: string
  readonly severity: Severity
  readonly find: (file: AnswerFile) => readonly Hit[]
}

/** A component and the pass that it stands in, as written. */
export interface PlacedComponent {
  readonly component: XmlElement
  readonly pass: string
  readonly name: string
}

export function placedComponents({ root }: AnswerFile): PlacedComponent[] {
  return settingsOf(root).flatMap((settings) =>
    childrenOf(settings, 'component').map((component) => ({
      component,
      pass: attributeOf(settings, 'pass'),
      name: attributeOf(component, 'name'),
    })),
  )
}

/** Every element inside, at any depth, in the order of the file. */
export function descendantsOf(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = []
  const visit = (child: XmlElement): void => {
    found.push(child)
    child.children.forEach(visit)
  }
  element.children.forEach(visit)
  return found
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
