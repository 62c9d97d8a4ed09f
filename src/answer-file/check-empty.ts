// Settings that may not be empty, each by its page of the reference. An empty Path and an empty Key have their own rules.
import { childrenOf } from './document.ts'
import type { Rule } from './rule.ts'
import { SHELL_SETUP } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

const emptyNotAllowed: Rule = {
  code: 'empty-not-allowed',
  severity: 'warning',
  find: (file) =>
    file.inEffect
      .flatMap(({ component, name, inside }) => [
        ...inside.filter(isNeverEmpty),
        ...(name === SHELL_SETUP ? childrenOf(component, 'ProductKey') : []),
      ])
      .filter(({ text, children }) => children.length === 0 && text.trim() === '')
      .map((element) => ({
        element,
        message: `${element.parent?.local}/${element.local} is empty, which the reference does not allow`,
        hint: 'fill it in, or delete it',
      })),
}

/** ("WillShowUI", "Key" and "Value" of MetaData) */
function isNeverEmpty({ local, parent }: XmlElement): boolean {
  return local === 'WillShowUI' || (parent?.local === 'MetaData' && (local === 'Key' || local === 'Value'))
}

export const EMPTY_RULES: readonly Rule[] = [emptyNotAllowed]
