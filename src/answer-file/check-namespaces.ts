// Rules on namespaces that are nearly right: Setup then does not know the attribute that makes something a list's item.
import type { Rule } from './rule.ts'
import { WCM_NAMESPACE } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

const wcmNamespace: Rule = {
  code: 'wcm-namespace',
  severity: 'warning',
  find: (file) => {
    const declaring = file.elements.flatMap((item) => {
      if (item.attributes.length === 0) return []
      const prefix = item.attributes
        .filter(({ local }) => local === 'action' || local === 'keyValue')
        .map(({ name }) => name.split(':')[0] ?? '')
        .find((one) => declarationOf(item, one)?.value !== WCM_NAMESPACE)
      return (prefix !== undefined && declarationOf(item, prefix)?.element) || []
    })
    return [...new Set(declaring)].map((element) => ({
      element,
      message: `a prefix of list items is not bound to ${WCM_NAMESPACE}, so Setup may not know them as items`,
      hint: `write xmlns:wcm="${WCM_NAMESPACE}", with http and without a blank`,
    }))
  },
}

/** The nearest, with its value as written. */
function declarationOf(item: XmlElement, prefix: string): { element: XmlElement; value: string } | null {
  for (let element: XmlElement | null = item; element !== null; element = element.parent) {
    const value = element.attributes.find(({ name }) => name === `xmlns:${prefix}`)?.value
    if (value !== undefined) return { element, value }
  }
  return null
}

export const NAMESPACE_RULES: readonly Rule[] = [wcmNamespace]
