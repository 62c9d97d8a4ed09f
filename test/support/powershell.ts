// Windows PowerShell 5.1, as far as our commands go: parsed by its grammar, walked, and the programs it would start.
import { Language, type Node, Parser } from 'web-tree-sitter'
import { commandLineToArgv } from './argv.ts'

const wasm = new URL('../../node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm', import.meta.url)

export interface Volume {
  readonly label: string
  readonly letter: string
  /** Paths from the root, with backslashes. */
  readonly files: readonly string[]
}

export interface PowerShell {
  /** What each program that the script starts finds in its argv, the program first. @throws Error on a syntax error */
  run(script: string, volumes: readonly Volume[]): string[][]
}

export async function loadPowerShell(): Promise<PowerShell> {
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(wasm.pathname))
  return {
    run(script, volumes) {
      const tree = parser.parse(script)
      if (tree === null || tree.rootNode.hasError) throw new Error(`PowerShell cannot parse: ${script}`)
      const state: State = { variables: new Map(), volumes, started: [] }
      execute(tree.rootNode, state)
      tree.delete()
      return state.started
    },
  }
}

interface State {
  readonly variables: Map<string, readonly string[]>
  readonly volumes: readonly Volume[]
  readonly started: string[][]
}

/** Runs a statement; false after a `break`. */
function execute(node: Node, state: State): boolean {
  if (node.type === 'foreach_statement') {
    const [variable, list, block] = [
      named(node, 'variable'),
      named(node, 'pipeline'),
      named(node, 'statement_block'),
    ]
    for (const item of evaluate(list, state)) {
      state.variables.set(variableName(variable.text), [item])
      if (!execute(block, state)) break
    }
    return true
  }
  if (node.type === 'if_statement') {
    const truth = evaluate(named(node, 'pipeline'), state)[0] === 'True'
    return truth ? execute(named(node, 'statement_block'), state) : true
  }
  if (node.type === 'flow_control_statement') return false
  if (node.type === 'assignment_expression') {
    const target = named(node, 'left_assignment_expression').text
    state.variables.set(variableName(target), evaluate(named(node, 'pipeline'), state))
    return true
  }
  if (node.type === 'command') {
    call(node, state)
    return true
  }
  for (const child of node.namedChildren) if (child !== null && !execute(child, state)) return false
  return true
}

function evaluate(node: Node, state: State): readonly string[] {
  if (node.type === 'verbatim_string_characters') return [unquote(node.text)]
  if (node.type === 'command') return call(node, state)
  if (node.type === 'member_access') {
    if (named(node, 'member_name').text !== 'DriveLetter') throw new Error(`unknown member in ${node.text}`)
    return evaluate(named(node, 'parenthesized_expression'), state)
  }
  const [only, ...more] = node.namedChildren
  if (!only || more.length > 0) throw new Error(`cannot evaluate ${node.type}: ${node.text}`)
  return evaluate(only, state)
}

function call(node: Node, state: State): readonly string[] {
  const [name = '', ...args] = wordsOf(node).map((word) => expand(word, state))
  if (name === 'Get-Volume') {
    if (args[0] !== '-FileSystemLabel') throw new Error(`unknown call: ${node.text}`)
    return state.volumes.filter((v) => v.label.toLowerCase() === args[1]?.toLowerCase()).map((v) => v.letter)
  }
  if (name === 'Test-Path') {
    const held = state.volumes.some((v) => v.files.some((file) => `${v.letter}:\\${file}` === args[0]))
    return [held ? 'True' : 'False']
  }
  state.started.push(startProgram(name, args))
  return []
}

/** The words of a command: pieces with no white space between them are one, whatever the grammar calls them. */
function wordsOf(command: Node): string[] {
  const words: string[] = []
  let end = -1
  const visit = (node: Node) => {
    if (node.childCount > 0 && node.type !== 'string_literal') {
      for (const child of node.children) if (child !== null) visit(child)
    } else if (node.text.trim() !== '' && node.type !== '&') {
      if (node.startIndex === end) words.push(`${words.pop()}${node.text}`)
      else words.push(node.text)
      end = node.endIndex
    }
  }
  visit(command)
  return words
}

function expand(word: string, state: State): string {
  if (/^['\u2018-\u201b]/.test(word)) return unquote(word)
  if (/[`"@,()]/.test(word)) throw new Error(`not a plain word: ${word}`)
  return word.replace(/\$(\{\w+\}|\w+)/g, (variable) => {
    const value = state.variables.get(variableName(variable))
    if (value === undefined) throw new Error(`${variable} was never set`)
    return value.join(' ')
  })
}

/** A single-quoted string's text. Typographic single quotes count as quotes too, which the grammar does not know. */
function unquote(literal: string): string {
  const inner = literal.slice(1, -1)
  if (/['\u2018-\u201b]/.test(inner.replace(/['\u2018-\u201b]{2}/g, ''))) {
    throw new Error(`the string ends early: ${literal}`)
  }
  return inner.replace(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1')
}

/** 5.1 wraps an argument with white space in marks, escapes nothing, leaves empty ones out; the program splits again. */
function startProgram(name: string, args: readonly string[]): string[] {
  const line = args.filter((arg) => arg !== '').map((arg) => (/[\s\u0085]/.test(arg) ? `"${arg}"` : arg))
  return commandLineToArgv([name, ...line].join(' '))
}

function variableName(text: string): string {
  return text.replace(/^\$\{?|\}$/g, '').toLowerCase()
}

function named(node: Node, type: string): Node {
  const child = node.namedChildren.find((candidate) => candidate?.type === type)
  if (!child) throw new Error(`no ${type} in: ${node.text}`)
  return child
}
