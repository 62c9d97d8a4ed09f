// Node's own cache of compiled code (https://nodejs.org/api/module.html#module-compile-cache), in Node 22.1 and later: from
// its second run on the program starts faster. Anybody who can write to that cache can run code as the user, so it is in
// the user's own cache folder, and is not used if other users can write to that folder or one above it.
import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import module from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'

/** The part of `process` that is needed. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  /** The user that the process runs as; absent on Windows. */
  readonly getuid?: () => number
}

/** Caches all code that is loaded after this call. Without a cache the program only starts more slowly. */
export function keepCompiledCode(surroundings: Surroundings): void {
  const folder = cacheFolder(surroundings)
  if (folder === null || !('enableCompileCache' in module)) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isSafe(realpathSync(folder), surroundings)) enable(module.enableCompileCache, folder)
  } catch {
    // A cache folder that cannot be created or read is not an error.
  }
}

function enable(enableCompileCache: unknown, folder: string): void {
  if (typeof enableCompileCache === 'function') enableCompileCache(folder)
}

/**
 * Null if the environment names no folder.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (relative paths are ignored)
 */
export function cacheFolder({ env, platform }: Surroundings): string | null {
  const inHome = env['HOME'] && join(env['HOME'], platform === 'darwin' ? 'Library/Caches' : '.cache')
  const caches = platform === 'win32' ? env['LOCALAPPDATA'] : env['XDG_CACHE_HOME'] || inHome
  return caches && isAbsolute(caches) ? join(caches, 'certstick') : null
}

const OTHERS_WRITE = 0o022
const STICKY = 0o1000

/**
 * Whether only the user and root can write to this folder or replace it. On Windows the access list of LOCALAPPDATA
 * ensures that.
 * @param folder absolute and without links
 */
export function isSafe(folder: string, { getuid }: Surroundings): boolean {
  if (getuid === undefined) return true
  const trusted = [0, getuid()]
  for (let path = folder; ; path = dirname(path)) {
    const { uid, mode } = lstatSync(path)
    const othersReplace = (mode & OTHERS_WRITE) !== 0 && (path === folder || (mode & STICKY) === 0)
    if (!trusted.includes(uid) || othersReplace) return false
    if (path === dirname(path)) return true
  }
}
