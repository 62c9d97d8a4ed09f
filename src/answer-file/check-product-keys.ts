// Rules on product keys: "Entering an invalid product key in the answer file will cause Windows Setup to fail."
// In windowsPE UserData/ProductKey/Key says which edition to install; in specialize ProductKey says which to activate.
import { childOf, childrenOf, type PlacedComponent } from './document.ts'
import { isGenericKey } from './generic-keys.ts'
import { isPlaceholder } from './placeholder.ts'
import type { Hit, Rule } from './rule.ts'
import { SETUP, SHELL_SETUP } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

interface PlacedKey {
  /** The ProductKey element. */
  readonly element: XmlElement
  /** What holds the key's text there; null where it is the element itself. */
  readonly holder: 'Key' | null
}

function keysOf({ component, name, pass }: PlacedComponent): PlacedKey[] {
  if (name === SETUP && pass === 'windowsPE') {
    return childrenOf(component, 'UserData')
      .flatMap((userData) => childrenOf(userData, 'ProductKey'))
      .map((element) => ({ element, holder: 'Key' }))
  }
  const inShell = name === SHELL_SETUP ? childrenOf(component, 'ProductKey') : []
  return inShell.map((element) => ({ element, holder: null }))
}

function writtenIn({ element, holder }: PlacedKey): string {
  return (holder === null ? element : childOf(element, holder))?.text.trim() ?? ''
}

const FORM = /^(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5}$/i
/** XXXXX-XXXXX-XXXXX-XXXXX-XXXXX and the like, but not the zeros that stand for no key. */
const ONE_CHARACTER = /^([1-9A-Z])\1{4}(?:-\1{5}){4}$/i

const malformedKey: Rule = {
  code: 'product-key-malformed',
  severity: 'error',
  find: (file) =>
    file.inEffect.flatMap((placed) =>
      keysOf(placed).flatMap((key): Hit | readonly Hit[] => {
        const written = writtenIn(key)
        const isFilledIn = !isPlaceholder(written) && !ONE_CHARACTER.test(written)
        if (written === '' || (FORM.test(written) && isFilledIn)) return []
        const what = isFilledIn ? 'is not five groups of five letters and digits' : 'is a placeholder'
        return {
          element: key.element,
          message: `${key.element.parent?.local}/ProductKey: its value ${what}; Setup stops on an invalid key`,
          hint: 'use the generic key of the edition, such as VK7JG-NPHTM-C97JM-9MPGT-3V66T for Windows 11 Pro',
        }
      }),
    ),
}

/** A published file with the key beside Key is in use with evaluation media, which need none. */
const misplacedKey: Rule = {
  code: 'product-key-misplaced',
  severity: 'warning',
  find: (file) =>
    file.inEffect
      .flatMap(keysOf)
      .filter(({ element, holder }) =>
        holder === 'Key' ? element.text.trim() !== '' : childOf(element, 'Key') !== null,
      )
      .map(({ element, holder }) => ({
        element,
        message: `${element.parent?.local}/ProductKey: Setup does not look for the key here`,
        hint:
          holder === 'Key' ? 'put it into <Key> inside ProductKey' : 'make it the text of ProductKey itself',
      })),
}

/**
 * Setup from retail installation media asks for a key, or stops: "Windows cannot read the <ProductKey> setting from the
 * unattend answer file". Where a command applies the image, Setup chooses none.
 */
const noKey: Rule = {
  code: 'no-product-key',
  severity: 'warning',
  find: (file) =>
    file.inEffect
      .filter(({ name, pass, component }) => {
        return name === SETUP && pass === 'windowsPE' && component.children.length > 0
      })
      .filter((placed) => keysOf(placed).length === 0)
      .filter(({ inside }) => !inside.some(appliesImage))
      .map(({ component: element }) => ({
        element,
        message:
          'no ProductKey for windowsPE; Setup from retail installation media was seen to stop without one',
        hint: 'add a ProductKey with the generic key of the edition to UserData',
      })),
}

function appliesImage({ local, text }: XmlElement): boolean {
  return local === 'Path' && /\/apply-image\b/i.test(text)
}

/** Microsoft's reference forbids it, and Windows 11 25H2 has been seen to stop there and ask. (kitknox/winode issue 10) */
const emptyKey: Rule = {
  code: 'product-key-empty',
  severity: 'note',
  find: (file) =>
    file.inEffect
      .filter(({ component }) => childOf(component, 'ImageInstall') !== null) // else somebody is there to answer
      .flatMap(keysOf)
      .flatMap(({ element, holder }) => (holder === null ? [] : childrenOf(element, holder)))
      .filter(({ text }) => text.trim() === '')
      .map((element) => ({
        element,
        message: 'Key is empty, which the reference does not allow: Setup may stop and ask for a key',
        hint: 'use the generic key of the edition, or delete Key',
      })),
}

const shownKey: Rule = {
  code: 'product-key',
  severity: 'note',
  find: (file) =>
    file.inEffect
      .flatMap(keysOf)
      .filter((key) => FORM.test(writtenIn(key)) && !ONE_CHARACTER.test(writtenIn(key)))
      .filter((key) => !isGenericKey(writtenIn(key)))
      .map(({ element }) => ({
        element,
        message: `${element.parent?.local}/ProductKey: a product key that everybody with the stick can read`,
        hint: 'use the generic key of the edition, if this key is secret',
      })),
}

export const PRODUCT_KEY_RULES: readonly Rule[] = [malformedKey, misplacedKey, noKey, emptyKey, shownKey]
