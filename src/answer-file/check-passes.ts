// Rules on the passes of an answer file.
import { componentIdentity } from './check-components.ts'
import { parseCommand } from './commands.ts'
import { architectureOf, attributeOf, childrenOf, descendantsOf, settingsOf } from './document.ts'
import type { Rule } from './rule.ts'
import { PASSES } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** Passes that hold nothing for a device: the schema's eighth, and the name by which Rufus switches windowsPE off. */
const HARMLESS = ['oobeUser', 'disabled']

/** What Setup makes of it is not known; that nothing in it takes effect is. */
const unknownPass: Rule = {
  code: 'unknown-pass',
  severity: 'warning',
  find: ({ root }) =>
    settingsOf(root)
      .filter((settings) => !isPass(passOf(settings)) && !HARMLESS.includes(passOf(settings)))
      .map((element) => {
        const meant = PASSES.find((pass) => pass.toLowerCase() === passOf(element).trim().toLowerCase())
        return {
          element,
          message:
            passOf(element) === ''
              ? 'settings without the attribute pass, so they have no effect'
              : `"${passOf(element)}" is not a configuration pass, so it has no effect`,
          hint: meant === undefined ? `use one of ${PASSES.join(', ')}` : `write ${meant}`,
          ...(holdsOwnCommand(element) && { severity: 'error' as const }),
        }
      }),
}

function holdsOwnCommand(settings: XmlElement): boolean {
  return descendantsOf(settings).some(({ local, text }) => local === 'Path' && parseCommand(text) !== null)
}

/** The passes that the certificate's arrival depends on. */
const DECISIVE = ['windowsPE', 'specialize']

/** The schema lets a pass repeat; what matters is whether both say something of one component. */
const duplicatePass: Rule = {
  code: 'duplicate-pass',
  severity: 'warning',
  find: ({ root }) => {
    const known = new Map<string, Set<string>>()
    return settingsOf(root).flatMap((element) => {
      if (!isPass(passOf(element))) return []
      const pass = passOf(element)
      const own = childrenOf(element, 'component')
        .filter((component) => architectureOf(component) !== null)
        .map(componentIdentity)
      const before = known.get(pass)
      const twice = own.find((identity) => before?.has(identity))
      known.set(pass, before ?? new Set())
      for (const identity of own) known.get(pass)?.add(identity)
      if (before === undefined) return []
      return [
        {
          element,
          message:
            twice === undefined
              ? `a second ${pass} pass, which is allowed, but unusual`
              : `a second ${pass} pass with ${twice} again; only one of them takes effect`,
          hint: 'move its components into the first one',
          ...(twice !== undefined && DECISIVE.includes(pass) && { severity: 'error' as const }),
        },
      ]
    })
  },
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
        message: `${passOf(element)} is marked as processed, so Setup skips it`,
        hint: 'delete the attribute wasPassProcessed',
      })),
}

export const PASS_RULES: readonly Rule[] = [unknownPass, duplicatePass, processedPass]

function passOf(settings: XmlElement): string {
  return attributeOf(settings, 'pass')
}

function isPass(name: string): boolean {
  return (PASSES as readonly string[]).includes(name)
}
