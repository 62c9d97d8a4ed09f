// Node's own cache of compiled code (https://nodejs.org/api/module.html#module-compile-cache), from Node 22.1 on: the
// program then starts sooner from its second run on. Who can write into that cache can run code as whoever starts
// certstick next, so it lies in the user's own cache folder, and only where nobody else can write on the way to it.
import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import module from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'

/** What is looked at of `process`. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  /** The user that the process runs as; absent on Windows. */
  readonly getuid?: () => number
}

/** Has the code that is loaded from now on kept. Where it cannot be kept, the program only starts later. */
export function keepCompiledCode(surroundings: Surroundings): void {
  const folder = cacheFolder(surroundings)
  if (folder === null || !('enableCompileCache' in module)) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isSafe(realpathSync(folder), surroundings)) enable(module.enableCompileCache, folder)
  } catch {
    // A cache folder that cannot be made or read is no reason to say anything.
  }
}

function enable(enableCompileCache: unknown, folder: string): void {
  if (typeof enableCompileCache === 'function') enableCompileCache(folder)
}

/**
 * Null where the environment names none.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative path is to be ignored)
 */
export function cacheFolder({ env, platform }: Surroundings): string | null {
  const inHome = env['HOME'] && join(env['HOME'], platform === 'darwin' ? 'Library/Caches' : '.cache')
  const caches = platform === 'win32' ? env['LOCALAPPDATA'] : env['XDG_CACHE_HOME'] || inHome
  return caches && isAbsolute(caches) ? join(caches, 'certstick') : null
}

const OTHERS_WRITE = 0o022
const STICKY = 0o1000

/**
 * Whether nobody but the user and root can put something in the place of this folder or into it.
 * On Windows the access list of LOCALAPPDATA says so.
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
