// PowerShell's grammar: text to a syntax tree, or an error that says where it is none.
import { fileURLToPath } from 'node:url'
import { type Node as GrammarNode, Language, Parser } from 'web-tree-sitter'

const wasm = new URL(
  '../../../node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm',
  import.meta.url,
)

/** A node of the grammar's tree, taken out of it: walking it there costs a call into WebAssembly for each step. */
export interface Node {
  readonly type: string
  readonly isNamed: boolean
  readonly text: string
  readonly startIndex: number
  readonly endIndex: number
  readonly children: readonly Node[]
}

export type Parse = (script: string) => Node

/** How many trees are kept: a script is run several times in a row. */
const KEPT = 8

export async function loadGrammar(): Promise<Parse> {
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(fileURLToPath(wasm)))
  const known = new Map<string, Node>()
  return (script) => {
    const before = known.get(script)
    if (before !== undefined) return before
    const tree = parser.parse(script)
    if (tree === null || tree.rootNode.hasError)
      throw new Error(`PowerShell cannot parse: ${script.slice(0, 300)}`)
    const root = copyOf(tree.rootNode, script)
    tree.delete()
    for (const oldest of known.size < KEPT ? [] : [...known.keys()].slice(0, 1)) known.delete(oldest)
    known.set(script, root)
    return root
  }
}

function copyOf(node: GrammarNode, script: string): Node {
  const { type, isNamed, startIndex, endIndex } = node
  const children = node.children.flatMap((child) => (child === null ? [] : [copyOf(child, script)]))
  return { type, isNamed, startIndex, endIndex, children, text: script.slice(startIndex, endIndex) }
}

/** The children that mean something. */
export function partsOf({ children }: Node): Node[] {
  return children.filter(({ isNamed, type }) => isNamed && type !== 'comment')
}

export function partOf(node: Node, type: string): Node {
  const part = partsOf(node).find((child) => child.type === type)
  if (part === undefined) throw new Error(`no ${type} in: ${node.text}`)
  return part
}

/** The one child; most of the grammar's levels have no other. */
export function onlyPart(node: Node): Node {
  const [only, ...more] = partsOf(node)
  if (only === undefined || more.length > 0) throw new Error(`cannot evaluate ${node.type}: ${node.text}`)
  return only
}

/** A single-quoted string's text. Typographic single quotes count as quotes too, which the grammar does not know. */
export function unquote(literal: string): string {
  const inner = literal.slice(1, -1)
  if (/['\u2018-\u201b]/.test(inner.replace(/['\u2018-\u201b]{2}/g, ''))) {
    throw new Error(`the string ends early: ${literal}`)
  }
  return inner.replace(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1')
}

/** Without `$` and braces; PowerShell does not regard case. */
export function variableName(text: string): string {
  return text.replace(/^\$\{?|\}$/g, '').toLowerCase()
}
