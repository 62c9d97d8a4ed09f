// Text made harmless for the command languages of hand-over scripts: one word there, whatever it holds.
// PowerShell's is in answer-file/powershell.ts; our PowerShell scripts read their values from JSON instead.

/** For a POSIX shell (XCU §2.2.2): nothing is special between single quotes but the closing one. */
export function quoteShell(text: string): string {
  if (text.includes('\0')) throw new RangeError('expected text without NUL')
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * For what stands between double quotes in a batch file that has delayed expansion off: there cmd.exe leaves all as
 * it is but the percent sign, which a second one escapes (`help for`: "%%variable").
 * @throws RangeError on what cannot stand there: a double quote, line ends, what depends on the code page
 */
export function escapeBatch(text: string): string {
  if (!/^[\x20-\x21\x23-\x7e]*$/.test(text)) throw new RangeError('expected printable ASCII without "')
  return text.replaceAll('%', '%%')
}
