// Whether two texts name the same issuer. Microsoft does not say how a rule writes a name, nor how it compares one, so every usual
// way is read: separators escaped by a backslash (RFC 4514) or in quotes (CertNameToStr), types by either name. Order, case and
// blanks around the parts do not count.

const OTHER_TYPES: Readonly<Record<string, string>> = {
  s: 'st',
  e: 'emailaddress',
  t: 'title',
  g: 'givenname',
  i: 'initials',
}

export function isSameIssuer(one: string, other: string): boolean {
  const [first, second] = [one, other].map((name) => [...attributesOf(name)].sort().join('\n'))
  return first !== '' && first === second
}

/** A type, and a value in quotes or without, up to the next separator. */
const ATTRIBUTE = /\s*([\w.]+)\s*=\s*(?:"((?:""|\\.|[^"\\])*)"|((?:\\.|[^,;+\\])*))\s*(?:[,;+]|$)/gsu

function* attributesOf(name: string): Generator<string> {
  for (const [, type = '', quoted, plain = ''] of name.matchAll(ATTRIBUTE)) {
    const value = quoted?.replaceAll('""', '"') ?? plain.trim()
    const known = type.toLowerCase().replace(/^oid\./, '')
    yield `${OTHER_TYPES[known] ?? known}=${value.replaceAll(/\\(.)/gsu, '$1').toLowerCase()}`
  }
}
