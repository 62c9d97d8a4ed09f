// An answer file as it may be shown: what its author keeps secret in it is masked, and the password in certstick's own
// import commands.
import { Secret } from '../secret.ts'
import { importCommand, parseImportCommand } from './commands.ts'
import { readAnswerFile } from './document.ts'
import { applyEdits, replaceContent } from './edits.ts'
import { encodeText } from './encoding.ts'
import { descendantsOf } from './rule.ts'
import type { XmlElement } from './xml.ts'

const MASK = '********'

/** Settings beside the secret itself. */
const HARMLESS: readonly string[] = ['PlainText', 'WillShowUI']

/** @throws UserError wrong-input where the bytes are no well-formed answer file */
export function maskSecrets(answerFile: Uint8Array): Uint8Array {
  const { encoded, root } = readAnswerFile(answerFile)
  const secret = descendantsOf(root)
    .filter(isSecret)
    .flatMap((element) => [element, ...descendantsOf(element)])
    .filter(
      ({ local, children, text }) => children.length === 0 && text.trim() !== '' && !HARMLESS.includes(local),
    )
  const edits = [...new Set(secret)].map((element) => replaceContent(encoded.text, element, MASK))
  for (const element of descendantsOf(root)) {
    const command = element.local === 'Path' ? parseImportCommand(element.text) : null
    if (command === null) continue
    const masked = importCommand({ ...command, password: new Secret(MASK) })
    edits.push(replaceContent(encoded.text, element, masked))
  }
  return encodeText({ ...encoded, text: applyEdits(encoded.text, edits) })
}

/** `Password`, `AdministratorPassword` and their like, and product keys. (unattend reference) */
function isSecret({ local }: XmlElement): boolean {
  return local.endsWith('Password') || local === 'ProductKey'
}
