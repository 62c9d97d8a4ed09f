// Rules on which component of Windows a component is: name, public key token, language and scope make its identity.
// One that Windows does not have ends Setup with "A component or setting specified in the answer file does not exist".
import { COMPONENT_NAMES } from './component-names.ts'
import { attributeOf, hasWindowsIdentity } from './document.ts'
import { isPlaceholder } from './placeholder.ts'
import type { FileInCheck, Hit, Rule } from './rule.ts'
import { COMPONENT_IDENTITY, DEPLOYMENT, SETUP, SHELL_SETUP } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** certstick changes these, and would add a second one beside a component in another spelling. */
const SPELLED: readonly string[] = [DEPLOYMENT, SETUP, SHELL_SETUP]

const KNOWN = new Set(COMPONENT_NAMES.map((name) => name.toLowerCase()))

export function isKnownName(name: string): boolean {
  const isSpelled =
    SPELLED.includes(name) || !SPELLED.some((known) => known.toLowerCase() === name.toLowerCase())
  return isSpelled && KNOWN.has(name.toLowerCase())
}

const componentIdentity: Rule = {
  code: 'component-identity',
  severity: 'error',
  find: (file) => {
    const misspelled = misspelledNames(file)
    return file.inEffect.flatMap(({ component, name }) => [
      ...nameHits(component, misspelled.get(name)),
      ...restHits(component),
    ])
  },
}

/** Names in the file that are nearly a component's, each with the name that was meant. */
function misspelledNames(file: FileInCheck): Map<string, string> {
  const names = new Set(file.inEffect.map(({ name }) => name))
  return new Map(
    [...names].flatMap((name) => {
      const meant =
        SPELLED.find((known) => known !== name && known.toLowerCase() === name.toLowerCase()) ??
        (KNOWN.has(name.toLowerCase()) ? undefined : COMPONENT_NAMES.find((known) => isOneSlip(name, known)))
      return meant === undefined ? [] : [[name, meant]]
    }),
  )
}

function nameHits(element: XmlElement, meant: string | undefined): Hit[] {
  if (meant === undefined) return []
  const message = `Windows has no component ${quoted(attributeOf(element, 'name'))}`
  return [{ element, message, hint: `write ${meant}` }]
}

function restHits(element: XmlElement): Hit[] {
  if (hasWindowsIdentity(element)) return []
  const { publicKeyToken, language, versionScope } = COMPONENT_IDENTITY
  const own = `publicKeyToken="${publicKeyToken}" language="${language}" versionScope="${versionScope}"`
  return [
    {
      element,
      message: `${quoted(attributeOf(element, 'name'))} does not have the public key token, language and scope of Windows' own components, so Windows does not know it`,
      hint: `write ${own}`,
    },
  ]
}

const unknownComponent: Rule = {
  code: 'unknown-component',
  severity: 'warning',
  find: (file) => {
    const misspelled = misspelledNames(file)
    return file.inEffect
      .filter(({ name }) => !KNOWN.has(name.toLowerCase()) && !isPlaceholder(name) && !misspelled.has(name))
      .map(({ component: element, name }) => ({
        element,
        message: `${quoted(name)} is not a component in Microsoft's reference: Setup ignores it, or stops`,
        hint: 'correct the name, or delete the component',
      }))
  },
}

export const IDENTITY_RULES: readonly Rule[] = [componentIdentity, unknownComponent]

function quoted(name: string): string {
  return JSON.stringify(name)
}

/** One letter too many, too few or another, or two neighbours swapped. */
function isOneSlip(written: string, meant: string): boolean {
  if (Math.abs(written.length - meant.length) > 1 || written === meant) return false
  let start = 0
  while (start < written.length && written[start] === meant[start]) start += 1
  const [a, b] = [written.slice(start), meant.slice(start)]
  const isSwapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2)
  return isSwapped || a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1)
}
