// Who may do what with a file: the security descriptors that scripts write, in SDDL, and Windows' own by place.
// https://learn.microsoft.com/windows/win32/secauthz/ace-strings
import type { Identity } from './identity.ts'

export type Right = 'read' | 'write' | 'delete'

interface Ace {
  readonly flags: readonly string[]
  readonly rights: readonly string[]
  readonly trustee: string
}

/** Pairs of letters: FA all, FR read, FX run, FW write, SD delete. */
const GRANTS: Readonly<Record<string, readonly Right[]>> = {
  FA: ['read', 'write', 'delete'],
  FR: ['read'],
  FX: [],
  FW: ['write'],
  SD: ['delete'],
}

/** @param on the folder itself, or a file that inherits from it @throws Error on what is not understood */
export function grants(
  sddl: string,
  { who, right, on }: { who: Identity; right: Right; on: 'folder' | 'file' },
): boolean {
  const trustees = who.isSystem ? ['SY', 'BA'] : ['IU']
  return readSddl(sddl)
    .filter(({ flags }) => (on === 'file' ? flags.includes('OI') : !flags.includes('IO')))
    .filter(({ trustee }) => trustees.includes(trustee))
    .some(({ rights }) => rights.some((pair) => grantOf(pair).includes(right)))
}

function grantOf(pair: string): readonly Right[] {
  const grant = GRANTS[pair]
  if (grant === undefined) throw new Error(`unknown right ${pair}`)
  return grant
}

/** What a list that is not protected has besides: ProgramData lets everybody read, and add files. */
const INHERITED: readonly Ace[] = [
  { flags: ['OI'], rights: ['FR'], trustee: 'IU' },
  { flags: [], rights: ['FW'], trustee: 'IU' },
]

function readSddl(sddl: string): Ace[] {
  const list = /^D:(P?)((?:\(A;[A-Z]*;[A-Z]+;;;[A-Z]{2}\))+)$/.exec(sddl)
  if (list === null) throw new Error(`unknown security descriptor: ${sddl}`)
  const entries = [...(list[2] ?? '').matchAll(/\(A;([A-Z]*);([A-Z]+);;;([A-Z]{2})\)/g)]
  const own = entries.map(([, flags = '', rights = '', trustee = '']) => ({
    flags: flags.match(/../g) ?? [],
    rights: rights.match(/../g) ?? [],
    trustee,
  }))
  return list[1] === 'P' ? own : [...own, ...INHERITED]
}

/** Windows' own rules, for places that no script gave others. */
export function grantsByPlace(path: string, who: Identity, right: Right): boolean {
  if (who.isSystem || !/^c:/i.test(path)) return true
  if (path.toLowerCase().startsWith(`${who.profile.toLowerCase()}\\`)) return true
  return right === 'read' && !/^c:\\users\\/i.test(path)
}
