// HTML templates: an inserted value is escaped, unless it was made by this template itself.

/** A piece of finished HTML. */
export interface Html {
  readonly html: string
}

type Part = string | Html | readonly Html[]

/** Everything between the literal parts is escaped, attributes in double quotes included. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: String.raw({ raw: literals }, ...parts.map(render)) }
}

function render(part: Part): string {
  if (typeof part === 'string') return escapeText(part)
  return 'html' in part ? part.html : part.map((piece) => piece.html).join('')
}

const NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => NAMES[character] ?? character)
}
