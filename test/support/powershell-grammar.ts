// Whether a text is PowerShell, by its grammar alone.
import { fileURLToPath } from 'node:url'
import { Language, Parser } from 'web-tree-sitter'

const wasm = new URL('../../node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm', import.meta.url)

export async function parsesAsPowerShell(script: string): Promise<boolean> {
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(fileURLToPath(wasm)))
  const tree = parser.parse(script)
  const clean = tree !== null && !tree.rootNode.hasError
  tree?.delete()
  return clean
}
