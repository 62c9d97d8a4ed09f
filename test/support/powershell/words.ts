// The words of a command. Pieces with no white space between them are one word, whatever the grammar calls them.
import { evaluate } from './expressions.ts'
import { readVariable, type Session } from './session.ts'
import { type Node, partsOf, variableName } from './syntax.ts'
import { toText, type Value } from './values.ts'

export interface Word {
  /** In lower case and without its hyphen, where it is a parameter's name. */
  readonly parameter: string | null
  readonly value: Value
  /** As it stands, where that is not its value: a parameter handed to a program. */
  readonly text: string | null
}

/** The command's name first. */
export function wordsOf(command: Node, session: Session): Word[] {
  const words: Node[][] = []
  let end = -1
  for (const piece of partsOf(command).flatMap(piecesOf)) {
    if (piece.text.trim() === '') continue
    const last = words.at(-1)
    if (last !== undefined && piece.startIndex === end) last.push(piece)
    else words.push([piece])
    end = piece.endIndex
  }
  return words.map((pieces) => toWord(pieces, session))
}

const CONTAINERS = ['command_elements', 'command_name', 'command_name_expr', 'path_command_name']

function piecesOf(node: Node): Node[] {
  if (node.type === 'command_invokation_operator') return []
  if (!CONTAINERS.includes(node.type) || node.children.length === 0) return [node]
  return node.children.flatMap(piecesOf)
}

function toWord(pieces: readonly Node[], session: Session): Word {
  const [only, ...more] = pieces
  if (only !== undefined && more.length === 0) {
    if (only.type === 'command_parameter') {
      return { parameter: only.text.slice(1).toLowerCase(), value: only.text, text: only.text }
    }
    return { parameter: null, value: valueIn(only, session), text: null }
  }
  return {
    parameter: null,
    value: pieces.map((piece) => toText(valueIn(piece, session))).join(''),
    text: null,
  }
}

const BARE = [
  'generic_token',
  'command_name',
  'path_command_name_token',
  'command_argument_sep',
  'command_parameter',
]

function valueIn(piece: Node, session: Session): Value {
  return BARE.includes(piece.type) ? expand(piece.text, session) : evaluate(piece, session)
}

function expand(word: string, session: Session): string {
  if (/[`"'@,(){}<>|&;\u2018-\u201b](?<!\$\{\w+\})/.test(word.replace(/\$\{\w+\}/g, ''))) {
    throw new Error(`not a plain word: ${word}`)
  }
  return word.replace(/\$(\{\w+\}|\w+)/g, (name) => toText(readVariable(session, variableName(name))))
}
