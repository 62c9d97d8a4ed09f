// Rules on the frame of an answer file: passes, components, architectures, and its text as a whole.
import { architecturesOf, attributeOf, childrenOf, hasWindowsPe, settingsOf } from './document.ts'
import { descendantsOf, placedComponents, type Rule } from './rule.ts'
import { ARCHITECTURES, PASSES } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** Setup carries an answer file from install media on only where windowsPE took something from it. */
const noWindowsPe: Rule = {
  code: 'no-windows-pe',
  severity: 'error',
  find: ({ root }) =>
    hasWindowsPe(root)
      ? []
      : [
          {
            element: settingsOf(root, 'windowsPE')[0] ?? root,
            message:
              'no windowsPE pass with a component: Setup drops such a file from a stick, so specialize would never run',
            hint: 'let certstick add one (--add-windows-pe), or put the file on the image as Windows\\Panther\\unattend.xml',
          },
        ],
}

const unknownPass: Rule = {
  code: 'unknown-pass',
  severity: 'error',
  find: ({ root }) =>
    settingsOf(root)
      .filter((settings) => !isPass(attributeOf(settings, 'pass')))
      .map((element) => {
        const written = attributeOf(element, 'pass')
        const meant = PASSES.find((pass) => pass.toLowerCase() === written.trim().toLowerCase())
        return {
          element,
          message: `"${written}" is no configuration pass, so nothing in it takes effect`,
          hint: meant === undefined ? `take one of ${PASSES.join(', ')}` : `write ${meant}`,
        }
      }),
}

const duplicatePass: Rule = {
  code: 'duplicate-pass',
  severity: 'error',
  find: ({ root }) =>
    repeated(settingsOf(root), (settings) => attributeOf(settings, 'pass')).map((element) => ({
      element,
      message: `a second ${attributeOf(element, 'pass')} pass; only one is sure to take effect`,
      hint: 'move its components into the first',
    })),
}

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

/** Setup marks so the passes of the copy that it keeps in Panther. */
const processedPass: Rule = {
  code: 'pass-already-processed',
  severity: 'error',
  find: ({ root }) =>
    settingsOf(root)
      .filter((settings) => attributeOf(settings, 'wasPassProcessed').toLowerCase() === 'true')
      .map((element) => ({
        element,
        message: `${attributeOf(element, 'pass')} is marked as processed, so Setup skips it`,
        hint: 'delete the attribute wasPassProcessed',
      })),
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
        hint: 'say which architectures to inject for, such as amd64,arm64',
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

const utf16: Rule = {
  code: 'utf-16',
  severity: 'warning',
  find: ({ encoded, root }) =>
    encoded.encoding === 'utf-8'
      ? []
      : [
          {
            element: root,
            message: 'the file is UTF-16, on which Windows Setup has been seen to stop',
            hint: 'save it as UTF-8 and declare encoding="utf-8"',
          },
        ],
}

/** In values only: comments reach nobody. */
const nonAscii: Rule = {
  code: 'non-ascii-text',
  severity: 'warning',
  find: ({ encoded, root }) => {
    const outside = (element: XmlElement) =>
      /[^\0-\x7f]/.test(element.text) || element.attributes.some((a) => /[^\0-\x7f]/.test(a.value))
    // A character reference is ASCII in the file, however it decodes.
    const written = (element: XmlElement) =>
      /[^\0-\x7f]/.test(encoded.text.slice(element.start, element.end).replace(/<!--[\s\S]*?-->/g, ''))
    const [first, ...more] = [root, ...descendantsOf(root)].filter((e) => outside(e) && written(e))
    if (first === undefined) return []
    const places = more.length === 0 ? '' : `, and ${more.length} more`
    return [
      {
        element: first,
        message: `<${first.name}>${places}: characters beyond ASCII, which Windows Setup is not sure to read right`,
        hint: 'write them as character references, such as &#xFC;',
      },
    ]
  },
}

export const PASS_RULES: readonly Rule[] = [
  noWindowsPe,
  unknownPass,
  duplicatePass,
  duplicateComponent,
  processedPass,
  looseComponent,
  noArchitecture,
  unknownArchitecture,
  only32Bit,
  utf16,
  nonAscii,
]

function isPass(name: string): boolean {
  return (PASSES as readonly string[]).includes(name)
}

function isArchitecture(name: string): boolean {
  return (ARCHITECTURES as readonly string[]).includes(name) || SILENT_ARCHITECTURES.includes(name)
}

function identityOf(component: XmlElement): string {
  return `${attributeOf(component, 'name')} for ${attributeOf(component, 'processorArchitecture')}`
}

/** Those whose key an earlier one has. */
function repeated(elements: readonly XmlElement[], keyOf: (element: XmlElement) => string): XmlElement[] {
  const seen = new Set<string>()
  return elements.filter((element) => {
    const key = keyOf(element)
    if (seen.has(key)) return true
    seen.add(key)
    return false
  })
}
