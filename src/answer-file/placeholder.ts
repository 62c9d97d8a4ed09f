// What a generator was to fill in and did not: ${name}, {{ name }}, %NAME%, #name#, and words such as REPLACE-ME.

const MARKS = [
  /\$\{[^{}]*\}/, // shell, Terraform, Packer
  /\{\{[^{}]*\}\}/, // Jinja, Mustache, Go
  /^%(\w+)%$/, // batch files; inside other text Setup expands it as a variable
  /^#[\w-]+#$/,
  /^@@?[\w-]+@@?$/,
  /^__[\w-]+__$/,
  /<%[^%]*%>/, // ERB
  /^(?:replace|change)[-_ ]?(?:me|this)$/i,
]

/** Variables that Windows has while Setup runs. */
const VARIABLES =
  /^%(?:system(?:drive|root)|windir|program(?:data|files(?:\(x86\))?)|public|allusersprofile|temp|tmp|configsetroot|userprofile)%$/i

export function isPlaceholder(text: string): boolean {
  const value = text.trim()
  return !VARIABLES.test(value) && MARKS.some((mark) => mark.test(value))
}
