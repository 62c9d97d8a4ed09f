// Rules on the components of an answer file and the architectures that they are for.
import { architecturesOf, commandArchitectures } from './architectures.ts'
import { attributeOf, childrenOf, componentsOf, settingsOf } from './document.ts'
import { isPlaceholder } from './placeholder.ts'
import { type Rule, repeated } from './rule.ts'
import { ARCHITECTURES } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** Microsoft KB 2425962, as for settings that occur twice. */
const duplicateComponent: Rule = {
  code: 'duplicate-component',
  severity: 'error',
  find: ({ root, inEffect }) => {
    const components = new Set(inEffect.map(({ component }) => component))
    return settingsOf(root).flatMap((settings) => {
      const own = childrenOf(settings, 'component').filter((component) => components.has(component))
      return repeated(own, componentIdentity).map((element) => ({
        element,
        message: `a second ${componentIdentity(element)} in ${attributeOf(settings, 'pass')}: Setup stops if a component occurs twice`,
        hint: 'move its settings into the first one',
      }))
    })
  },
}

const looseComponent: Rule = {
  code: 'component-outside-pass',
  severity: 'warning',
  find: ({ root }) =>
    childrenOf(root, 'component').map((element) => ({
      element,
      message: `${componentIdentity(element)} is not in a pass, so it has no effect`,
      hint: 'move it into a settings element, or delete it',
    })),
}

const noArchitecture: Rule = {
  code: 'no-architecture',
  severity: 'error',
  find: ({ root }, { architectures }) => {
    if (architecturesOf(root).length > 0 || architectures !== null) return []
    const components = componentsOf(root)
    if (components.some((one) => isPlaceholder(attributeOf(one, 'processorArchitecture')))) return []
    const [component] = components
    return [
      {
        element: component ?? root,
        message: `no component for ${ARCHITECTURES.join(', ')}, so it is not known which devices the file is for`,
        hint: 'name the architecture, such as --architecture amd64',
      },
    ]
  },
}

/** Architectures of Windows beside those that run commands; anything else is a slip, or a placeholder. */
const SILENT_ARCHITECTURES = ['wow64', 'arm', 'ia64', 'msil']

const unknownArchitecture: Rule = {
  code: 'unknown-architecture',
  severity: 'warning',
  find: (file) =>
    file.components
      .map(({ component }) => component)
      .filter((component) => !isArchitecture(attributeOf(component, 'processorArchitecture').toLowerCase()))
      .filter((component) => !isPlaceholder(attributeOf(component, 'processorArchitecture')))
      .map((element) => ({
        element,
        message: `"${attributeOf(element, 'processorArchitecture')}" is not an architecture of Windows, so the component has no effect`,
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
            message: 'the file is for x86 only; Windows 11 has no x86 edition',
            hint: 'change processorArchitecture to amd64 or arm64',
          },
        ]
      : [],
}

/**
 * Seen in the field: Windows 11 24H2 for ARM64 ended Setup on a missing manifest for x86. (cschneegans/unattend-generator
 * issue 216, memstechtips/Winhance issue 746)
 */
const x86BesideArm64: Rule = {
  code: 'x86-beside-arm64',
  severity: 'warning',
  find: ({ root }, { architectures }) => {
    const all = [...architecturesOf(root), ...(architectures ?? [])]
    return all.includes('x86') && all.includes('arm64')
      ? [
          {
            element: root,
            message:
              'components for x86 and for arm64 in one file; Setup of Windows 11 24H2 for ARM64 was seen to stop on this',
            hint: 'use one file for each architecture',
          },
        ]
      : []
  },
}

const severalArchitectures: Rule = {
  code: 'several-architectures',
  severity: 'note',
  find: ({ root }, plan) => {
    const all = commandArchitectures(root, plan)
    return all.length > 1 && !(all.includes('x86') && all.includes('arm64'))
      ? [
          {
            element: root,
            message: `components for ${all.join(' and ')} in one file; Windows 11 24H2 for ARM64 was seen to stop on some of these files`,
            hint: 'use one file for each architecture, at least for ARM64',
          },
        ]
      : []
  },
}

export const COMPONENT_RULES: readonly Rule[] = [
  duplicateComponent,
  looseComponent,
  noArchitecture,
  unknownArchitecture,
  only32Bit,
  x86BesideArm64,
  severalArchitectures,
]

function isArchitecture(name: string): boolean {
  return (ARCHITECTURES as readonly string[]).includes(name) || SILENT_ARCHITECTURES.includes(name)
}

/** Name and architecture, as they tell two components of one pass apart. */
export function componentIdentity(component: XmlElement): string {
  return `${attributeOf(component, 'name')} for ${attributeOf(component, 'processorArchitecture').toLowerCase()}`
}
