// An answer file as it may be shown: what its author keeps secret in settings, commands and comments is masked, and the
// password in certstick's own import commands.
import { Secret } from '../secret.ts'
import { commandTexts } from './check-secrets.ts'
import { importCommand, parseImportCommand } from './commands.ts'
import { descendantsOf, readAnswerFile } from './document.ts'
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
  for (const element of commandTexts({ root })) {
    const masked = maskText(element.text, 'command')
    if (masked !== element.text) edits.push(replaceContent(encoded.text, element, masked))
  }
  const text = applyEdits(encoded.text, edits)
  return encodeText({ ...encoded, text: applyEdits(text, commentEdits(text)) })
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
