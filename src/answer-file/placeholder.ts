// What a generator or a person was to fill in and did not: ${name}, {{ name }}, %NAME%, #name#, [NAME], and words such as
// REPLACE-ME and YOUR_NAME.

const MARKS = [
  /\$\{[^{}]*\}/, // shell, Terraform, Packer
  /\{\{[^{}]*\}\}/, // Jinja, Mustache, Go
  /^%(\w+)%$/, // batch files; inside other text Setup expands it as a variable
  /^#[\w-]+#$/,
  /^@@?[\w-]+@@?$/,
  /^__[\w-]+__$/,
  /<%[^%]*%>/, // ERB
  /^(?:\[[a-z_ -]+\]|\{[a-z_ -]+\}|<[a-z_ -]+>)$/i, // a GUID has digits
  /^(?:replace|change)[-_ ]?(?:me|this)$/i,
  /^your[-_ ][a-z]+(?:[-_ ][a-z]+)?$/i,
]

/** Variables that Windows has while Setup runs. */
const VARIABLES =
  /^%(?:system(?:drive|root)|windir|program(?:data|files(?:\(x86\))?)|public|allusersprofile|temp|tmp|configsetroot|userprofile)%$/i

export function isPlaceholder(text: string): boolean {
  const value = text.trim()
  return !VARIABLES.test(value) && MARKS.some((mark) => mark.test(value))
}
