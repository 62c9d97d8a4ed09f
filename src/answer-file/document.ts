// Reading an answer file by its own terms: passes, components, commands. Changes nothing, judges nothing.
import { decodeText, type EncodedText } from './encoding.ts'
import { faultAt } from './fault.ts'
import { ARCHITECTURES, type Architecture, COMPONENT_IDENTITY, UNATTEND_NAMESPACE } from './vocabulary.ts'
import { scanXml, type XmlElement } from './xml.ts'

export interface AnswerFile {
  readonly encoded: EncodedText
  /** The `unattend` element. */
  readonly root: XmlElement
}

/** @throws UserError `wrong-input` where the bytes are no well-formed answer file; with line and column. */
export function readAnswerFile(bytes: Uint8Array): AnswerFile {
  const encoded = decodeText(bytes)
  const root = scanXml(encoded.text)
  if (root.local !== 'unattend' || root.namespace !== UNATTEND_NAMESPACE) {
    const found = root.namespace === '' ? `<${root.name}>` : `<${root.name}> of "${root.namespace}"`
    const message = `not an answer file: the root element is ${found}`
    const hint = `expected <unattend xmlns="${UNATTEND_NAMESPACE}">`
    throw faultAt({ text: encoded.text, offset: root.start }, { code: 'not-an-answer-file', message, hint })
  }
  assertNamespace(encoded.text, root)
  return { encoded, root }
}

/** The parser strips blanks from a namespace; Windows and the standard do not. (Namespaces in XML 1.0 §2.1) */
function assertNamespace(text: string, root: XmlElement): void {
  const declaration = root.prefix === '' ? 'xmlns' : `xmlns:${root.prefix}`
  if (attributeOf(root, declaration) === UNATTEND_NAMESPACE) return
  const message = `not an answer file: the namespace of <${root.name}> begins or ends with a blank`
  const hint = `write ${declaration}="${UNATTEND_NAMESPACE}"`
  throw faultAt({ text, offset: root.start }, { code: 'not-an-answer-file', message, hint })
}

/** Children of that name in the answer file's own namespace. */
export function childrenOf(parent: XmlElement, local: string): XmlElement[] {
  return parent.children.filter((child) => child.local === local && child.namespace === UNATTEND_NAMESPACE)
}

export function childOf(parent: XmlElement, local: string): XmlElement | null {
  return childrenOf(parent, local)[0] ?? null
}

/** An unprefixed attribute's value; empty where it is absent. */
export function attributeOf(element: XmlElement, name: string): string {
  return element.attributes.find((a) => a.name === name)?.value ?? ''
}

/** The `settings` elements of a pass, or of all. */
export function settingsOf(root: XmlElement, pass?: string): XmlElement[] {
  const all = childrenOf(root, 'settings')
  return pass === undefined ? all : all.filter((settings) => attributeOf(settings, 'pass') === pass)
}

/** The architecture that a component is for, or null where it names none that runs commands. */
export function architectureOf(component: XmlElement): Architecture | null {
  const written = attributeOf(component, 'processorArchitecture').toLowerCase()
  return ARCHITECTURES.find((architecture) => architecture === written) ?? null
}

/** The components of a pass, or of all; of that name, or of any. */
export function componentsOf(root: XmlElement, pass?: string, name?: string): XmlElement[] {
  const all = settingsOf(root, pass).flatMap((settings) => childrenOf(settings, 'component'))
  return name === undefined ? all : all.filter((component) => attributeOf(component, 'name') === name)
}

/** A component and the pass that it stands in, as written. */
export interface PlacedComponent {
  readonly component: XmlElement
  readonly pass: string
  readonly name: string
}

export function placedComponents(root: XmlElement): PlacedComponent[] {
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

/** Whether Windows has such a component: nothing is to be put into one that it does not know. ("component") */
export function hasWindowsIdentity(component: XmlElement): boolean {
  const { publicKeyToken, language } = COMPONENT_IDENTITY
  const written = (name: string) => attributeOf(component, name).toLowerCase()
  return (
    written('publicKeyToken') === publicKeyToken &&
    written('language') === language &&
    ['', 'nonsxs', 'neutral'].includes(written('versionScope'))
  )
}

/** The `RunSynchronousCommand` elements of a component, in the order of the file. */
export function commandsOf(component: XmlElement): XmlElement[] {
  return childrenOf(component, 'RunSynchronous').flatMap((list) => childrenOf(list, 'RunSynchronousCommand'))
}

export interface CommandFacts {
  /** Null where it is absent or no number. */
  readonly order: number | null
  readonly description: string
  /** Decoded, exactly as it stands. */
  readonly path: string
  /** As written; null where it is absent, which Setup takes for `Never`. */
  readonly willReboot: string | null
}

export function readCommand(command: XmlElement): CommandFacts {
  const order = childOf(command, 'Order')?.text.trim() ?? ''
  return {
    order: /^\d{1,9}$/.test(order) ? Number(order) : null,
    description: childOf(command, 'Description')?.text.trim() ?? '',
    path: childOf(command, 'Path')?.text ?? '',
    willReboot: childOf(command, 'WillReboot')?.text.trim() ?? null,
  }
}
