// Rules on windowsPE, without which a device does not use the file, for each architecture that gets commands.
import { architecturesOf, commandArchitectures, isLeftOver, servedByWindowsPe } from './architectures.ts'
import { architectureOf, componentsOf, settingsOf } from './document.ts'
import type { Hit, PlannedChanges, Rule } from './rule.ts'
import type { Architecture } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** Setup uses an answer file of the installation media only if windowsPE used a setting of it. */
const noWindowsPe: Rule = {
  code: 'no-windows-pe',
  severity: 'error',
  find: ({ root }, plan) => {
    if (plan.addWindowsPe) return []
    const served = servedByWindowsPe(root)
    if (served.size === 0 && !isForNoDevice(root, plan)) return [nothingAtAll(root)]
    const unserved = commandArchitectures(root, plan).filter((architecture) => !served.has(architecture))
    if (isMeantFor32Bit(root) && !unserved.includes('x86')) unserved.push('x86')
    return unserved.map((architecture) => ({
      element: firstComponent(root, architecture) ?? settingsOf(root, 'windowsPE')[0] ?? root,
      message: `windowsPE has no setting for ${architecture}: such a device ignores the file, so specialize would never run`,
      hint: `let certstick add one (--add-windows-pe), or change what is for ${architecture}`,
    }))
  },
}

/** Then no-architecture says so, or a placeholder; windowsPE may be as right as the rest. */
function isForNoDevice(root: XmlElement, plan: PlannedChanges): boolean {
  return (
    commandArchitectures(root, plan).length === 0 &&
    componentsOf(root, 'windowsPE').some(({ children }) => children.length > 0)
  )
}

function nothingAtAll(root: XmlElement): Hit {
  return {
    element: settingsOf(root, 'windowsPE')[0] ?? root,
    message:
      'no windowsPE pass with a setting: Setup ignores such a file on a stick, so specialize would never run',
    hint: 'let certstick add one (--add-windows-pe), or put the file on the image as Windows\\Panther\\unattend.xml',
  }
}

/** Whether all of specialize is for x86, which windowsPE does not serve: then more than a remnant is lost. */
function isMeantFor32Bit(root: XmlElement): boolean {
  if (!isLeftOver(root, 'x86')) return false
  const components = componentsOf(root, 'specialize')
  return components.length > 0 && components.every((component) => architectureOf(component) === 'x86')
}

const leftOver: Rule = {
  code: 'left-over-architecture',
  severity: 'warning',
  find: ({ root }, plan) => {
    const isThere = architecturesOf(root).includes('x86') && !commandArchitectures(root, plan).includes('x86')
    if (!isThere || !isLeftOver(root, 'x86') || isMeantFor32Bit(root)) return []
    return [
      {
        element: firstComponent(root, 'x86') ?? root,
        message:
          'a component for x86 in a file whose windowsPE is for other devices: it has no effect there, and no command is added for x86',
        hint: 'change its processorArchitecture, or delete it',
      },
    ]
  },
}

function firstComponent(root: XmlElement, architecture: Architecture): XmlElement | undefined {
  return componentsOf(root).find((component) => architectureOf(component) === architecture)
}

export const WINDOWS_PE_RULES: readonly Rule[] = [noWindowsPe, leftOver]
