// Opens an address in the user's browser, by a program of the operating system that is named by its full path: a bare name may
// lead to a program in the current folder, which may be a stick from anybody.
import { getBuiltinModule } from 'node:process'
import { systemProgram } from '../../windows-programs.ts'
import type { World } from '../../world.ts'

interface BrowserCall {
  readonly program: string
  readonly args: readonly string[]
  /** Undefined: the current folder. */
  readonly cwd?: string
}

/** @returns false where there is no screen to open it on; the person opens it then */
export function openInBrowser(url: string, world: Pick<World, 'env' | 'platform'>): boolean {
  const call = browserCall(url, world)
  if (call === null) return false
  try {
    const { spawn } = getBuiltinModule('node:child_process')
    const { program, args, ...place } = call
    const child = spawn(program, args, { stdio: 'ignore', detached: true, ...place })
    child.on('error', () => {}) // the address is shown too
    child.unref()
    return true
  } catch {
    return false
  }
}

/** Null: there is no screen, or no program to open it with. */
export function browserCall(
  url: string,
  { env, platform }: Pick<World, 'env' | 'platform'>,
): BrowserCall | null {
  switch (platform) {
    case 'win32':
      // Not through cmd.exe, which would read the address's & as the end of a command.
      return systemProgram('rundll32.exe', ['url.dll,FileProtocolHandler', url], env)
    case 'darwin':
      return { program: '/usr/bin/open', args: [url] }
    default: {
      const hasScreen = ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (env[name] ?? '') !== '')
      return hasScreen ? { program: '/usr/bin/xdg-open', args: [url] } : null
    }
  }
}
