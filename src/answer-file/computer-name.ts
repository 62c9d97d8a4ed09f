// The device's name, which Setup takes as ComputerName. Source: unattend reference, Microsoft-Windows-Shell-Setup
// ComputerName; the 15 characters are NetBIOS's (MS-NBTE 2.2.1).

const MAX_LENGTH = 15

/** Why Windows would not take this as a computer's name, or null where it would. */
export function computerNameFault(text: string): string | null {
  if (text === '') return 'is empty'
  if (text.length > MAX_LENGTH) return `has ${text.length} characters, and at most ${MAX_LENGTH} are allowed`
  if (!/^[A-Za-z0-9-]+$/.test(text)) return 'may hold letters, digits and hyphens only'
  if (/^-|-$/.test(text)) return 'has a hyphen at an end'
  if (/^[0-9]+$/.test(text)) return 'has digits only'
  return null
}
