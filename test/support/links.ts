// Symbolic links, which Windows lets only some users create.
import { lstatSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testUnless } from './skips.ts'

export const LINKS_ABSENT = canLink() ? null : 'symbolic links'
/** `test`, or a skip where no symbolic link can be created. */
export const testWithLinks = testUnless(LINKS_ABSENT)

function canLink(): boolean {
  const link = join(mkdtempSync(join(tmpdir(), 'certstick-links-')), 'link')
  try {
    symlinkSync('nowhere', link)
    return lstatSync(link).isSymbolicLink() // Wine creates something else
  } catch {
    return false
  }
}
