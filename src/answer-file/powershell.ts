// PowerShell's quoting: just enough of the language to write our own commands and read them back.
// https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules

/** PowerShell takes typographic single quotes for the plain one. (System.Management.Automation CharTraits) */
const SINGLE_QUOTES = /['\u2018-\u201b]/g

/** A literal string: nothing in it expands. */
export function quotePowerShell(text: string): string {
  return `'${text.replace(SINGLE_QUOTES, '$&$&')}'`
}

const STRING = /['\u2018-\u201b]((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)['\u2018-\u201b]/g

/** The literal strings of a script that has no other quotation marks, decoded, in their order. */
export function quotedStrings(script: string): string[] {
  return [...script.matchAll(STRING)].map(([, text = '']) => text.replace(/(['\u2018-\u201b])./g, '$1'))
}
