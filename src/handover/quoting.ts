// Quotes text for the scripts of a hand-over, so that it is always one word there. For PowerShell see
// answer-file/powershell.ts; the PowerShell scripts of a hand-over read their values from JSON.

/** For a POSIX shell (XCU §2.2.2): nothing is special between single quotes but the closing one. */
export function quoteShell(text: string): string {
  if (text.includes('\0')) throw new RangeError('expected text without NUL')
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * For text between double quotes in a batch file without delayed expansion: there cmd.exe changes only the percent
 * sign, which a second one escapes (`help for`: "%%variable").
 * @throws RangeError: a double quote, a line end or a character that depends on the code page
 */
export function escapeBatch(text: string): string {
  if (!/^[\x20-\x21\x23-\x7e]*$/.test(text)) throw new RangeError('expected printable ASCII without "')
  return text.replaceAll('%', '%%')
}
