// Whether other users of this computer may read rootCA.key, by the modes of POSIX. On Windows access lists decide.
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { platform } from 'node:process'
import type { Finding } from '../finding.ts'
import { rootFinding } from './root-finding.ts'

/** For each class of users the bits to read a file, and to reach one in a folder. */
const CLASSES = [
  { read: 0o040, reach: 0o010 },
  { read: 0o004, reach: 0o001 },
] as const

/** Empty: only its owner reads the key, or it is not here. */
export function lintKeyMode(folder: string): readonly Finding[] {
  if (platform === 'win32') return []
  const path = join(folder, 'rootCA.key')
  const [file, around] = [modeOf(path), modeOf(dirname(path))]
  if (!CLASSES.some(({ read, reach }) => (file & read) !== 0 && (around & reach) !== 0)) return []
  const message =
    'other users of this computer can read rootCA.key; unless it is encrypted, they can sign in as any user'
  return [rootFinding('warning', 'root-key-readable', message, 'run chmod 600 rootCA.key in the CA folder')]
}

/** 0 if it cannot be looked at, which whoever reads the key reports. */
function modeOf(path: string): number {
  try {
    return statSync(path).mode
  } catch {
    return 0
  }
}
