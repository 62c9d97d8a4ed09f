// For which devices an answer file works: the architectures that its components name, and those that windowsPE serves.
import { architectureOf, componentsOf } from './document.ts'
import type { PlannedChanges } from './rule.ts'
import { ARCHITECTURES, type Architecture } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** Those that the file has a component for, in the order of the vocabulary. */
export function architecturesOf(root: XmlElement): Architecture[] {
  const used = new Set(componentsOf(root).map(architectureOf))
  return ARCHITECTURES.filter((architecture) => used.has(architecture))
}

/**
 * Those whose devices keep the file after windowsPE. A component without a setting counts as none: Setup ignores a file
 * that has no settings for the pass at hand.
 */
export function servedByWindowsPe(root: XmlElement): Set<Architecture> {
  const filled = componentsOf(root, 'windowsPE').filter(({ children }) => children.length > 0)
  return new Set(filled.map(architectureOf).filter((architecture) => architecture !== null))
}

/**
 * What is left over of x86 in a file whose windowsPE serves other devices: there is no Windows 11 for x86, so the file works
 * all the same, and nothing is added for x86.
 */
export function isLeftOver(root: XmlElement, architecture: Architecture): boolean {
  const served = servedByWindowsPe(root)
  return architecture === 'x86' && served.size > 0 && !served.has('x86')
}

/** Those that the commands are for: all of the file but what is left over for want of windowsPE, and those asked for. */
export function commandArchitectures(
  root: XmlElement,
  { architectures, addWindowsPe }: Pick<PlannedChanges, 'architectures' | 'addWindowsPe'> = NOT_ASKED,
): Architecture[] {
  const own = architecturesOf(root).filter((architecture) => addWindowsPe || !isLeftOver(root, architecture))
  return [...new Set([...own, ...(architectures ?? [])])]
}

const NOT_ASKED = { architectures: null, addWindowsPe: false }
