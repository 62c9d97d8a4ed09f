// -replace and -f: text in, text out.
import { toNumber, toText, type Value } from './values.ts'

/** .NET's expressions and JavaScript's are the same in what our scripts use; other replacements are refused. */
export function replaceText(text: string, operands: readonly Value[]): string {
  const [pattern, replacement] = operands.map(toText)
  if (pattern === undefined || replacement === undefined) throw new Error('-replace needs two operands')
  if (/\$(?![12]|$)/.test(replacement)) throw new Error(`unknown replacement: ${replacement}`)
  const expression = new RegExp(pattern, 'gi')
  return text.replace(expression, (...groups: string[]) =>
    replacement.replace(/\$(\d)/g, (_, n) => groups[n] ?? ''),
  )
}

/** `{0}` and `{1:X8}`. */
export function formatText(format: string, values: readonly Value[]): string {
  return format.replace(/\{(\d+)(?::X(\d+))?\}/g, (_, index: string, width?: string) => {
    const value = values[Number(index)]
    if (value === undefined) throw new Error(`-f has no value ${index}`)
    if (width === undefined) return toText(value)
    // A negative Int32 is written as its two's complement.
    return (toNumber(value) >>> 0).toString(16).toUpperCase().padStart(Number(width), '0')
  })
}
