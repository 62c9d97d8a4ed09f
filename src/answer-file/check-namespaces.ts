// Rules on namespaces that are nearly right. With them Setup does not recognize the attribute that marks a list item.
import type { Rule } from './rule.ts'
import { WCM_NAMESPACE } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

const wcmNamespace: Rule = {
  code: 'wcm-namespace',
  severity: 'warning',
  find: (file) => {
    const declared: Declared = new Map()
    const declaring = (item: XmlElement) =>
      item.attributes
        .filter(({ local, name }) => (local === 'action' || local === 'keyValue') && name !== local)
        .map(({ name }) => declarationOf(item, name.split(':')[0] ?? '', declared))
        .flatMap((found) => (found === null || found.value === WCM_NAMESPACE ? [] : found.element))
    const elements = file.inEffect.flatMap(({ inside }) => inside.flatMap(declaring))
    return [...new Set(elements)].map((element) => ({
      element,
      message: `a prefix of list items is not bound to ${WCM_NAMESPACE}, so Setup may not recognize the items`,
      hint: `write xmlns:wcm="${WCM_NAMESPACE}", with http and without a blank`,
    }))
  },
}

type Declared = Map<XmlElement, ReadonlyMap<string, string>>

/** The nearest, with its value as written: the parser strips blanks, and Windows does not. */
function declarationOf(
  item: XmlElement,
  prefix: string,
  declared: Declared,
): { element: XmlElement; value: string } | null {
  for (let element: XmlElement | null = item; element !== null; element = element.parent) {
    const value = declarationsOf(element, declared).get(`xmlns:${prefix}`)
    if (value !== undefined) return { element, value }
  }
  return null
}

/** Of each element once: a root may declare thousands, for thousands of items. */
function declarationsOf(element: XmlElement, declared: Declared): ReadonlyMap<string, string> {
  const known = declared.get(element) ?? new Map(element.attributes.map(({ name, value }) => [name, value]))
  declared.set(element, known)
  return known
}

export const NAMESPACE_RULES: readonly Rule[] = [wcmNamespace]
