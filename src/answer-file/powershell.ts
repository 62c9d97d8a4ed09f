// PowerShell's quoting, and its words: just enough of the language to read our own commands back.
// https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules

/** PowerShell takes typographic single quotes for the plain one. (System.Management.Automation CharTraits) */
const SINGLE_QUOTES = /['\u2018-\u201b]/g

/** A literal string: nothing in it expands. */
export function quotePowerShell(text: string): string {
  return `'${text.replace(SINGLE_QUOTES, '$&$&')}'`
}

/** A piece of a script. `glued`: no white space stands between it and the piece before. */
export interface PowerShellToken {
  readonly kind: 'text' | 'string' | 'variable' | 'operator'
  /** Decoded: a string without its quotes, a variable without `$` and braces. */
  readonly value: string
  readonly glued: boolean
}

const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    String.raw`['\u2018-\u201b](?<string>(?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)['\u2018-\u201b]`,
    String.raw`\$(?:\{(?<braced>\w+)\}|(?<name>\w+))`,
    '(?<operator>[(){};=&|])',
    String.raw`(?<text>[\w.:\\/\-!#^~]+)`,
  ].join('|'),
  'y',
)

/** The pieces of a script, or null where it holds something that our commands never do. */
export function scanPowerShell(script: string): PowerShellToken[] | null {
  const tokens: PowerShellToken[] = []
  let glued = false
  TOKEN.lastIndex = 0
  for (let at = 0; at < script.length; at = TOKEN.lastIndex) {
    const groups = TOKEN.exec(script)?.groups
    if (groups === undefined) return null
    const { space, string, braced, name, operator, text } = groups
    const variable = braced ?? name
    if (string !== undefined) {
      tokens.push({ kind: 'string', value: string.replace(/(['\u2018-\u201b])./g, '$1'), glued })
    } else if (variable !== undefined) tokens.push({ kind: 'variable', value: variable, glued })
    else if (operator !== undefined) tokens.push({ kind: 'operator', value: operator, glued })
    else if (text !== undefined) tokens.push({ kind: 'text', value: text, glued })
    glued = space === undefined
  }
  return tokens
}
