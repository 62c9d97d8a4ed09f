// Access lists of folders and files with keys on Windows, where file modes mean nothing. What certstick creates is for the
// system, the administrators and the user alone. A folder that existed keeps its list, and is only looked at.
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pid } from 'node:process'
import type { Finding } from '../finding.ts'
import { removeIfPossible } from '../patience.ts'
import { type ProgramCall, type RunProgram, runProgram, systemProgram } from '../windows-programs.ts'

export interface AccessMeans {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly run?: RunProgram
}

/** Well-known SIDs. Names differ by the language of Windows. Source: Microsoft, "Well-known SIDs". */
const SYSTEM = 'S-1-5-18'
const ADMINISTRATORS = 'S-1-5-32-544'

/**
 * The call of icacls that leaves access to the system, the administrators and the user, and takes over no right of the folder
 * above.
 * @returns null if the user's SID or the program is not known
 */
export function restrictingCall(
  path: string,
  kind: 'folder' | 'file',
  { env, run = runProgram }: AccessMeans,
): ProgramCall | null {
  const who = systemProgram('whoami.exe', ['/user', '/fo', 'csv', '/nh'], env)
  const sid = who === null ? null : ownSid(() => run(who))
  if (sid === null) return null
  const rights = kind === 'folder' ? '(OI)(CI)F' : 'F'
  const grants = [SYSTEM, ADMINISTRATORS, sid].map((each) => `*${each}:${rights}`)
  return systemProgram('icacls.exe', [path, '/inheritance:r', '/grant:r', ...grants], env)
}

/** The line is `"DESK\anna","S-1-5-21-…"`, or `S-1-12-1-…` for an account of Entra ID. */
function ownSid(whoami: () => string): string | null {
  try {
    return /"(S-1-[0-9-]+)"\s*$/.exec(whoami())?.[1] ?? null
  } catch {
    return null
  }
}

/** @returns whether it was done; FAT, for one, has no access lists */
export function restrictAccess(path: string, kind: 'folder' | 'file', means: AccessMeans): boolean {
  const call = restrictingCall(path, kind, means)
  try {
    if (call === null) return false
    ;(means.run ?? runProgram)(call)
    return true
  } catch {
    return false
  }
}

/** Whether accounts beside the system, the administrators and the user are allowed something in a folder; null: unknown. */
export function othersHaveAccess(folder: string, means: AccessMeans): boolean | null {
  const { env, run = runProgram } = means
  const saved = join(tmpdir(), `certstick-${pid}.acl`)
  const call = systemProgram('icacls.exe', [folder, '/save', saved], env)
  const who = systemProgram('whoami.exe', ['/user', '/fo', 'csv', '/nh'], env)
  if (call === null || who === null) return null
  try {
    run(call)
    return namesOthers(
      readFileSync(saved, 'utf16le'),
      ownSid(() => run(who)),
    )
  } catch {
    return null
  } finally {
    removeIfPossible(saved)
  }
}

/** Short forms of SDDL: system, administrators, and whoever created or owns a file. Source: Microsoft, "SID Strings". */
const NOT_OTHERS = ['SY', SYSTEM, 'BA', ADMINISTRATORS, 'CO', 'S-1-3-0', 'OW', 'S-1-3-4']

/** @param sddl such as `D:AI(A;OICIID;FA;;;SY)(A;OICIID;0x1301bf;;;AU)` */
function namesOthers(sddl: string, own: string | null): boolean | null {
  if (sddl.includes('NO_ACCESS_CONTROL')) return true // as it is on FAT
  const entries = [...sddl.matchAll(/\((X?A);[^;]*;[^;]*;[^;]*;[^;]*;([^;)]+)/g)]
  if (entries.length === 0) return null
  return entries.some(([, , sid = '']) => !NOT_OTHERS.includes(sid) && sid !== own)
}

/** Whether others may read rootCA.key, for `ca show`. Empty on other systems, where modes decide. */
export function lintAccess(
  folder: string,
  { platform, ...means }: AccessMeans & { readonly platform: string },
): Finding[] {
  if (platform !== 'win32' || othersHaveAccess(folder, means) !== true) return []
  const message =
    'other accounts of this computer have access to the CA folder; unless rootCA.key is encrypted, they can sign in as any user'
  const hint = restrictHint(folder, means)
  return [{ severity: 'warning', code: 'root-key-readable', subject: 'rootCA.key', message, hint }]
}

/** The command that restricts a folder, as it is typed in any shell. */
export function restrictHint(folder: string, means: AccessMeans): string {
  const call = restrictingCall(folder, 'folder', means)
  if (call === null) return 'let only your own account have access to the folder'
  const args = call.args.map((arg) => (/^\/\w+:r$/.test(arg) ? arg : `"${arg}"`))
  return `to change that, run ${[call.program, ...args].join(' ')}`
}
