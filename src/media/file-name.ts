// Which file names Windows and the FAT file system of a stick accept. Source: "Naming Files, Paths, and Namespaces",
// learn.microsoft.com/windows/win32/fileio/naming-a-file

/** Characters that Windows does not allow in a file name, besides control characters. */
const FORBIDDEN = '<>:"/\\|?*'

/** Device names: reserved alone and with any extension, in any case; the digits also as superscripts. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?: *\..*)?$/i

/** The most UTF-16 code units that one name may have on FAT32, exFAT and NTFS. */
const MAX_LENGTH = 255

/** Why Windows does not accept this as the name of a file or folder; null if it does. */
export function fileNameFault(name: string): string | null {
  if (name === '' || name === '.' || name === '..') return 'is not a file name'
  if (name.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`
  // A lone surrogate has no UTF-8 form, so two such names could become one on disk.
  if (!name.isWellFormed()) return 'is not well-formed Unicode'
  for (const char of name) {
    if (FORBIDDEN.includes(char)) return `contains ${char}, which Windows does not allow in file names`
    if (char < ' ' || char === '\x7f') return 'contains a control character'
  }
  if (/[ .]$/.test(name)) return 'ends with a dot or a space, which Windows removes'
  if (RESERVED.test(name)) return 'is a device name that Windows reserves'
  return null
}

/** On Windows two names with the same key are the same file. */
export function fileNameKey(name: string): string {
  return name.normalize('NFC').toUpperCase()
}

/** Volume labels are compared as file names are; FAT stores them in capitals. */
export function isSameLabel(a: string, b: string): boolean {
  return fileNameKey(a) === fileNameKey(b)
}
