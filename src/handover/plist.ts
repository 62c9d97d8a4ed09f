// XML property lists, as macOS reads them. Source: the DTD that the document names, PropertyList-1.0.dtd, and
// plist(5): a dictionary alternates keys and values, data is base64.

/** What a property list can contain: text, whole number, boolean, bytes (as base64), list, dictionary. */
export type PlistValue =
  | string
  | number
  | boolean
  | Uint8Array
  | readonly PlistValue[]
  | { readonly [key: string]: PlistValue }

const HEAD = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
  '<plist version="1.0">',
]

/** The whole document, with keys in the given order. @throws RangeError: text that XML cannot represent */
export function renderPlist(value: PlistValue): string {
  return [...HEAD, ...elementLines(value, ''), '</plist>', ''].join('\n')
}

function elementLines(value: PlistValue, indent: string): string[] {
  if (typeof value === 'string') return [`${indent}<string>${escapeText(value)}</string>`]
  if (typeof value === 'number') return [`${indent}<integer>${value}</integer>`]
  if (typeof value === 'boolean') return [`${indent}<${value}/>`]
  if (value instanceof Uint8Array) return dataLines(value, indent)
  if (isList(value)) {
    return [
      `${indent}<array>`,
      ...value.flatMap((item) => elementLines(item, `${indent}\t`)),
      `${indent}</array>`,
    ]
  }
  const entries = Object.entries(value).flatMap(([key, item]) => [
    `${indent}\t<key>${escapeText(key)}</key>`,
    ...elementLines(item, `${indent}\t`),
  ])
  return [`${indent}<dict>`, ...entries, `${indent}</dict>`]
}

// Array.isArray does not narrow away a readonly array.
function isList(value: object): value is readonly PlistValue[] {
  return Array.isArray(value)
}

const BASE64_LINE = 76 // RFC 2045 §6.8

function dataLines(bytes: Uint8Array, indent: string): string[] {
  const base64 = Buffer.from(bytes).toString('base64')
  const lines: string[] = []
  for (let at = 0; at < base64.length; at += BASE64_LINE)
    lines.push(indent + base64.slice(at, at + BASE64_LINE))
  return [`${indent}<data>`, ...lines, `${indent}</data>`]
}

/** Whether XML can represent the text. It cannot represent most control characters (XML 1.0 §2.2). */
export function isXmlText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the test looks for
  return text.isWellFormed() && !/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text)
}

function escapeText(text: string): string {
  if (!isXmlText(text)) throw new RangeError('expected text that XML can represent')
  // A bare carriage return would be read as a line feed (XML 1.0 §2.11).
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
  return text.replace(/[&<>\r]/g, (character) => names[character] ?? character)
}
