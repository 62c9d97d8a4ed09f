// Windows refuses to rename or delete a file that another program has open, such as antivirus, indexer or Explorer. They
// close it soon, so the operation is tried again. Source: findings of graceful-fs (node-graceful-fs issues 104 and 119).
import { platform } from 'node:process'
import { isErrno } from '../errors.ts'

const BUSY = ['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'] as const
const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 500
const PATIENCE_MS = 10_000

/** @throws the system's error, after ten seconds of trying; on other systems at once */
export async function patiently<T>(
  change: () => T | Promise<T>,
  system: NodeJS.Platform = platform,
): Promise<T> {
  let waited = 0
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      return await change()
    } catch (error) {
      if (system !== 'win32' || !isErrno(error, ...BUSY) || waited >= PATIENCE_MS) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, wait))
    waited += wait
  }
}
