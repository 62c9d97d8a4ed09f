// The elements that certstick adds to an answer file, as data. specialize.ts and render.ts decide where they go.
import type { NewElement } from './new-element.ts'
import { type Architecture, COMPONENT_IDENTITY, type Pass, SETUP, WCM_NAMESPACE } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

export interface PlannedCommand {
  readonly description: string
  readonly path: string
  /** The exit code tells Setup how to go on; where it is absent, it means nothing. ("WillReboot") */
  readonly willReboot?: 'OnRequest'
}

/** How names are written at some place of the file: each prefix with its colon, or empty. */
export interface Naming {
  readonly unattend: string
  readonly action: string
  /** Set where the action's prefix is not bound there yet. */
  readonly declaration: { readonly name: string; readonly value: string } | null
}

/** How names are written inside an element of the answer file's own namespace. */
export function namingInside(element: XmlElement): Naming {
  const unattend = element.prefix === '' ? '' : `${element.prefix}:`
  const scope = new Map<string, string>()
  for (let outer: XmlElement | null = element; outer !== null; outer = outer.parent) {
    for (const { name, value } of outer.attributes) {
      const prefix = /^xmlns:(.+)$/.exec(name)?.[1]
      if (prefix !== undefined && !scope.has(prefix)) scope.set(prefix, value)
    }
  }
  for (const [prefix, namespace] of scope) {
    if (namespace === WCM_NAMESPACE) return { unattend, action: `${prefix}:`, declaration: null }
  }
  let prefix = 'wcm'
  for (let i = 2; scope.has(prefix); i++) prefix = `wcm${i}`
  return { unattend, action: `${prefix}:`, declaration: { name: `xmlns:${prefix}`, value: WCM_NAMESPACE } }
}

export function newSettings({ unattend }: Naming, pass: Pass, components: readonly NewElement[]): NewElement {
  return { name: `${unattend}settings`, attributes: { pass }, children: components }
}

/** A component as Windows knows it. It declares the action's prefix where `lists` says that it holds list items. */
export function newComponent(
  { unattend, declaration }: Naming,
  identity: { readonly name: string; readonly architecture: Architecture; readonly lists: boolean },
  children: readonly NewElement[],
): NewElement {
  const attributes: Record<string, string> = {
    name: identity.name,
    processorArchitecture: identity.architecture,
    ...COMPONENT_IDENTITY,
  }
  if (identity.lists && declaration !== null) attributes[declaration.name] = declaration.value
  return { name: `${unattend}component`, attributes, children }
}

export function newRunSynchronous({ unattend }: Naming, commands: readonly NewElement[]): NewElement {
  return { name: `${unattend}RunSynchronous`, children: commands }
}

export function newCommand(naming: Naming, order: number, command: PlannedCommand): NewElement {
  const { description, path, willReboot } = command
  return {
    name: `${naming.unattend}RunSynchronousCommand`,
    attributes: { [`${naming.action}action`]: 'add' },
    children: [
      { name: `${naming.unattend}Order`, children: String(order) },
      { name: `${naming.unattend}Description`, children: description },
      { name: `${naming.unattend}Path`, children: path },
      ...(willReboot === undefined ? [] : [{ name: `${naming.unattend}WillReboot`, children: willReboot }]),
    ],
  }
}

export function newComputerName({ unattend }: Naming, computerName: string): NewElement {
  return { name: `${unattend}ComputerName`, children: computerName }
}

/** The smallest setting for windowsPE: Setup's own default for the page that asks for a product key. */
export function newWindowsPeSetting({ unattend }: Naming): NewElement {
  const show = { name: `${unattend}WillShowUI`, children: 'OnError' }
  return { name: `${unattend}UserData`, children: [{ name: `${unattend}ProductKey`, children: [show] }] }
}

export function newWindowsPeComponent(naming: Naming, architecture: Architecture): NewElement {
  return newComponent(naming, { name: SETUP, architecture, lists: false }, [newWindowsPeSetting(naming)])
}
