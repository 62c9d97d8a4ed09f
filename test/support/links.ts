// Symbolic links, which Windows lets only some users create.
import { mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testUnless } from './skips.ts'

export const LINKS_ABSENT = canLink() ? null : 'symbolic links'
/** `test`, or a skip where no symbolic link can be created. */
export const testWithLinks = testUnless(LINKS_ABSENT)

function canLink(): boolean {
  try {
    symlinkSync('nowhere', join(mkdtempSync(join(tmpdir(), 'certstick-links-')), 'link'))
    return true
  } catch {
    return false
  }
}
