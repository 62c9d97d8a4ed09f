// Passwords and names as fast-check makes them up: what some parser on the way to certutil could take for its own.
import fc from 'fast-check'

const nasty = [
  ...'\'’‘‚‛"`$;%&<>|()[]{}#@*^~!,=+-/\\ \t\u00a0“”äß😀',
  `\${d}`,
  '$(calc)',
  "''",
  '\\"',
  '--%',
  ' ',
]

export const nastyPassword = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...nasty), fc.constantFrom(...'abcXYZ019')), { maxLength: 24 })
    .map((a) => a.join('')),
  fc.string({ unit: 'binary', maxLength: 24 }),
)

/** What Entra ID allows before the @. */
export const localPart = fc.string({
  unit: fc.constantFrom(..."abcXYZ019'._-!#^~"),
  minLength: 1,
  maxLength: 24,
})
