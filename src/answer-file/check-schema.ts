// Content that Microsoft's schema of answer files does not allow. Windows SIM refuses it; Setup was seen to ignore it.
import { settingsOf } from './document.ts'
import type { Hit, Rule } from './rule.ts'
import { UNATTEND_NAMESPACE } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

const outsideSchema: Rule = {
  code: 'outside-schema',
  severity: 'note',
  find: ({ root }) => [
    ...root.children.filter(isOutsideRoot).map((element) => outside(element, 'unattend')),
    ...misordered(root),
    ...settingsOf(root).flatMap(({ children }) =>
      children.filter((child) => !isComponent(child)).map((element) => outside(element, 'settings')),
    ),
    ...[root, ...settingsOf(root)]
      .filter(({ text }) => text.trim() !== '')
      .map((element) => ({
        element,
        message: `text directly in ${element.local}, which the schema of answer files does not allow`,
        hint: 'delete it, or make it a comment',
      })),
  ],
}

/** Beside servicing and settings, only elements of another namespace; a component has a finding of its own. */
function isOutsideRoot({ local, namespace }: XmlElement): boolean {
  return (
    namespace === '' ||
    (namespace === UNATTEND_NAMESPACE && !['servicing', 'settings', 'component'].includes(local))
  )
}

function isComponent({ local, namespace }: XmlElement): boolean {
  return local === 'component' && namespace === UNATTEND_NAMESPACE
}

function outside(element: XmlElement, parent: string): Hit {
  const where = element.namespace === '' ? ` without a namespace` : ''
  return {
    element,
    message: `<${element.name}>${where} in ${parent}, which the schema of answer files does not allow: Windows SIM refuses the file, and the element has no effect`,
    hint: 'delete it, or give it its own namespace',
  }
}

/** servicing, then settings, then what is of another namespace. */
function misordered(root: XmlElement): Hit[] {
  const ranks = root.children.map(({ local, namespace }) => {
    if (namespace !== UNATTEND_NAMESPACE) return 2
    return local === 'servicing' ? 0 : 1
  })
  const at = ranks.findIndex((rank, i) => rank < (ranks[i - 1] ?? 0))
  const element = root.children[at]
  return element === undefined
    ? []
    : [
        {
          element,
          message: `<${element.name}> is in the wrong place: the schema requires servicing, then settings, then the rest, so Windows SIM refuses the file`,
          hint: 'move it up',
        },
      ]
}

export const SCHEMA_RULES: readonly Rule[] = [outsideSchema]
