// The README and the pages in docs/, and what tests take out of them: code blocks, tables, links.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url))

export const README = 'README.md'

/** Below the project's folder, with `/`. */
export const PAGES: readonly string[] = readdirSync(join(PROJECT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)

export function textOf(document: string): string {
  return readFileSync(join(PROJECT, document), 'utf8')
}

/** The lines of all code blocks of one kind, also of indented ones, without comments and empty lines. */
export function codeLines(document: string, kind: string): string[] {
  const blocks = textOf(document).matchAll(new RegExp(`^( *)\`\`\`${kind}\\n([\\s\\S]*?)^\\1\`\`\`$`, 'gm'))
  return [...blocks]
    .flatMap(([, indent = '', block = '']) => block.split('\n').map((line) => line.slice(indent.length)))
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** Splits as a shell would split what the documents need: words, and quotes around some. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}

/** The cells of each row of a table, as they stand there, without its head. */
export function tableBelow(document: string, head: string): string[][] {
  const lines = textOf(document).split('\n')
  const start = lines.findIndex((line) => line.startsWith(head))
  if (start === -1) throw new Error(`${document} has no table that begins with ${head}`)
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) => line.slice(2, -2).split(' | '))
}

/** Where links and pictures point to, without those of the web. */
export function linksOf(document: string): string[] {
  const prose = textOf(document).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?|mailto):/.test(target))
}

/** The anchors that GitHub makes of a document's headings. */
export function anchorsOf(document: string): string[] {
  return [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
