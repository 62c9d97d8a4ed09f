// Rules on the passes of an answer file.
import { attributeOf, hasWindowsPe, settingsOf } from './document.ts'
import { type Rule, repeated } from './rule.ts'
import { PASSES } from './vocabulary.ts'

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

export const PASS_RULES: readonly Rule[] = [noWindowsPe, unknownPass, duplicatePass, processedPass]

function isPass(name: string): boolean {
  return (PASSES as readonly string[]).includes(name)
}
