// An answer file as it may be shown: what its author keeps secret in settings, commands and comments is masked, and the
// password in certstick's own import commands.
import { Secret } from '../secret.ts'
import { isCommandText } from './check-secrets.ts'
import { importCommand, parseImportCommand } from './commands.ts'
import { readAnswerFile } from './document.ts'
import { applyEdits, type Edit, replaceContent } from './edits.ts'
import { encodeText } from './encoding.ts'
import { commentsWithSecrets, secretsIn } from './secret-forms.ts'
import type { XmlElement } from './xml.ts'

const MASK = '********'

/** Settings beside the secret itself. */
const HARMLESS: readonly string[] = ['PlainText', 'WillShowUI']

/** @throws UserError wrong-input where the bytes are no well-formed answer file */
export function maskSecrets(answerFile: Uint8Array): Uint8Array {
  const { encoded, root } = readAnswerFile(answerFile)
  const text = applyEdits(encoded.text, editsIn(encoded.text, root))
  return encodeText({ ...encoded, text: applyEdits(text, commentEdits(text)) })
}

/** Nothing inside of what is replaced is looked at. */
function editsIn(text: string, element: XmlElement, isInSecret = false): Edit[] {
  const isHere = isInSecret || isSecret(element)
  const masked = isHere ? maskValue(element) : maskCommand(element)
  if (masked !== element.text) return [replaceContent(text, element, masked)]
  return element.children.flatMap((child) => editsIn(text, child, isHere))
}

function maskValue({ local, text }: XmlElement): string {
  return text.trim() === '' || HARMLESS.includes(local) ? text : MASK
}

function maskCommand(element: XmlElement): string {
  if (!isCommandText(element)) return element.text
  const own = parseImportCommand(element.text)
  if (own !== null) return importCommand({ ...own, password: new Secret(MASK) })
  return maskText(element.text, 'command')
}

/** Comments may stand inside of what the other edits replace, so they come after these. */
function commentEdits(text: string): Edit[] {
  return commentsWithSecrets(text).map(({ start, content }) => {
    return { start, end: start + content.length, text: maskText(content, 'comment') }
  })
}

function maskText(text: string, where: 'command' | 'comment'): string {
  const edits = secretsIn(text, where).map(({ start, end }) => ({ start, end, text: MASK }))
  return applyEdits(
    text,
    edits.filter(({ start }, i) => start >= (edits[i - 1]?.end ?? 0)),
  )
}

/** `Password`, `AdministratorPassword` and their like, product keys (unattend reference), and the keys of wireless networks. */
function isSecret({ local }: XmlElement): boolean {
  return local.endsWith('Password') || ['ProductKey', 'AccountData', 'keyMaterial'].includes(local)
}
