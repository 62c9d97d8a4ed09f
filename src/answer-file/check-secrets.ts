// Secrets in commands, scripts and comments. Findings name form and place, never the secret.
import { IMPORT_DESCRIPTION, parseCommand, SCRIPT_DESCRIPTION } from './commands.ts'
import { type AnswerFile, descendantsOf } from './document.ts'
import type { Rule } from './rule.ts'
import { commentsWithSecrets, secretsIn } from './secret-forms.ts'
import type { XmlElement } from './xml.ts'

const inCommands: Rule = {
  code: 'secret-in-command',
  severity: 'warning',
  find: (file) =>
    foreignCommands(file).flatMap((element) => {
      const [secret] = secretsIn(element.text, 'command')
      return secret === undefined
        ? []
        : [
            {
              element,
              message: `${element.parent?.local}/${element.local}: a secret (${secret.form}) that everybody with the stick can read, and that stays in Windows\\Panther`,
              hint: 'delete it, or use a secret that is used nowhere else',
            },
          ]
    }),
}

const inComments: Rule = {
  code: 'secret-in-comment',
  severity: 'warning',
  find: ({ encoded, root }) =>
    commentsWithSecrets(encoded.text).flatMap(({ start, content }) => {
      const [secret] = secretsIn(content, 'comment')
      return secret === undefined
        ? []
        : [
            {
              element: root,
              offset: start + secret.start,
              message: `a comment with a secret (${secret.form}) that everybody with the stick can read`,
              hint: 'delete the comment',
            },
          ]
    }),
}

export const SECRET_RULES: readonly Rule[] = [inCommands, inComments]

/** Commands, and files that the author's scripts unpack. */
export function isCommandText({ local, text }: XmlElement): boolean {
  return (local === 'Path' || local === 'CommandLine' || local === 'File') && text.trim() !== ''
}

/** Without certstick's own, whose password is `verify`'s matter. */
function foreignCommands({ root }: AnswerFile): XmlElement[] {
  const all = descendantsOf(root)
  const ours = new Set(all.filter(isOurDescription).map(({ parent }) => parent))
  return all.filter((element) => {
    return isCommandText(element) && !ours.has(element.parent) && parseCommand(element.text) === null
  })
}

/** An edit may have made the command another than certstick's. */
function isOurDescription({ local, text }: XmlElement): boolean {
  return local === 'Description' && [IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION].includes(text.trim())
}
