// Access modes of POSIX. Windows has none: media/access-list.test.ts and proof/windows/ hold what keeps others out there.
import { statSync } from 'node:fs'
import { expect } from 'vitest'

/** @param mode the bits for owner, group and others, such as 0o600 */
export function expectMode(path: string, mode: number): void {
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777, path).toBe(mode)
}
