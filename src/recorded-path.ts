// Paths that the certificate inventory recorded, perhaps on another computer or another operating system.
import { win32 } from 'node:path'
import { platform } from 'node:process'

/** Whether the path begins as those of another operating system do. Windows would take `/home` for a folder on its drive. */
export function isForeignPath(path: string, system: string = platform): boolean {
  return system === 'win32' ? path.startsWith('/') : /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path)
}

/** The last name of a recorded path. A name that certstick gives has neither separator. */
export function recordedName(path: string): string {
  return win32.basename(path)
}
