// Rules on the components of an answer file and the architectures that they are for.
import { architecturesOf, attributeOf, childrenOf, settingsOf } from './document.ts'
import { placedComponents, type Rule, repeated } from './rule.ts'
import { ARCHITECTURES } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

const duplicateComponent: Rule = {
  code: 'duplicate-component',
  severity: 'error',
  find: ({ root }) =>
    settingsOf(root).flatMap((settings) =>
      repeated(childrenOf(settings, 'component'), identityOf).map((element) => ({
        element,
        message: `a second ${identityOf(element)} in ${attributeOf(settings, 'pass')}; only one is sure to take effect`,
        hint: 'move its settings into the first',
      })),
    ),
}

const looseComponent: Rule = {
  code: 'component-outside-pass',
  severity: 'warning',
  find: ({ root }) =>
    childrenOf(root, 'component').map((element) => ({
      element,
      message: `${identityOf(element)} stands in no pass, so nothing in it takes effect`,
      hint: 'move it into a settings element, or delete it',
    })),
}

const noArchitecture: Rule = {
  code: 'no-architecture',
  severity: 'error',
  find: ({ root }) => {
    if (architecturesOf(root).length > 0) return []
    const component = settingsOf(root).flatMap((settings) => childrenOf(settings, 'component'))[0]
    return [
      {
        element: component ?? root,
        message: `no component for ${ARCHITECTURES.join(', ')}, so nothing says which devices the file is for`,
        hint: 'say which to inject for, such as --architecture amd64,arm64',
      },
    ]
  },
}

/** Architectures of Windows beside those that run commands; anything else is a placeholder or a slip. */
const SILENT_ARCHITECTURES = ['wow64', 'arm', 'ia64', 'msil']

const unknownArchitecture: Rule = {
  code: 'unknown-architecture',
  severity: 'warning',
  find: (file) =>
    placedComponents(file)
      .map(({ component }) => component)
      .filter((component) => !isArchitecture(attributeOf(component, 'processorArchitecture').toLowerCase()))
      .map((element) => ({
        element,
        message: `"${attributeOf(element, 'processorArchitecture')}" is no architecture of Windows, so the component takes no effect`,
        hint: 'write amd64 or arm64',
      })),
}

const only32Bit: Rule = {
  code: 'only-32-bit',
  severity: 'warning',
  find: ({ root }) =>
    architecturesOf(root).join() === 'x86'
      ? [
          {
            element: root,
            message: 'the file is for x86 alone, which Windows 11 does not come for',
            hint: 'change processorArchitecture to amd64 or arm64',
          },
        ]
      : [],
}

export const COMPONENT_RULES: readonly Rule[] = [
  duplicateComponent,
  looseComponent,
  noArchitecture,
  unknownArchitecture,
  only32Bit,
]

function isArchitecture(name: string): boolean {
  return (ARCHITECTURES as readonly string[]).includes(name) || SILENT_ARCHITECTURES.includes(name)
}

function identityOf(component: XmlElement): string {
  return `${attributeOf(component, 'name')} for ${attributeOf(component, 'processorArchitecture')}`
}
