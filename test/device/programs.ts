// The programs that can be started on the device, and PowerShell among them.

import { Jump, type Machine, newSession, PowerShellError } from '../support/powershell/session.ts'
import { execute } from '../support/powershell/statements.ts'
import type { Item, Value } from '../support/powershell/values.ts'
import { certutil } from './certutil.ts'
import { cmdletsOf, staticsOf } from './cmdlets.ts'
import type { Device } from './device.ts'
import { readFile } from './files.ts'
import type { Identity } from './identity.ts'
import { netsh } from './netsh.ts'
import { reg } from './reg.ts'
import { schtasks } from './schtasks.ts'

type Program = (
  args: readonly string[],
  device: Device,
  who: Identity,
) => number | { exitCode: number; output: Value }

const PROGRAMS: Readonly<Record<string, Program>> = {
  certutil,
  reg,
  netsh,
  schtasks,
  powershell,
  whoami: ([option], _, { userPrincipalName }) => {
    if (option?.toLowerCase() !== '/upn' || userPrincipalName === null) return 1
    return { exitCode: 0, output: userPrincipalName.toLowerCase() }
  },
}

/** Of a program that Windows finds, or whose path in System32 is given. */
function nameOf(program: string): string {
  return program
    .toLowerCase()
    .replace(/^c:\\windows\\system32\\(?:windowspowershell\\v1\.0\\(?=powershell))?(?=[^\\]*$)/, '')
    .replace(/\.exe$/, '')
}

/** Null where there is no such program. */
export function start(
  argv: readonly string[],
  device: Device,
  who: Identity,
): { readonly exitCode: number; readonly output: Value } | null {
  const [name = '', ...args] = argv
  const program = PROGRAMS[nameOf(name)]
  if (program === undefined) return null
  device.started.push(argv)
  const result = program(args, device, who)
  return typeof result === 'number' ? { exitCode: result, output: null } : result
}

const OPTIONS = /^(-noprofile )?(-executionpolicy (bypass|remotesigned))?( -windowstyle hidden)?$/

/** https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe */
function powershell(args: readonly string[], device: Device, who: Identity): number {
  const at = args.findIndex((arg) => /^-(command|file)$/i.test(arg))
  if (at < 0 || !OPTIONS.test(args.slice(0, at).join(' ').toLowerCase())) {
    throw new Error(`unknown options: ${args.join(' ')}`)
  }
  const [path = '', ...rest] = args.slice(at + 1)
  const isFile = /^-file$/i.test(args[at] ?? '')
  const script = isFile ? [`& '${path}'`, ...rest, '; exit $LASTEXITCODE'] : [path, ...rest]
  const session = newSession(machineOf(device, who))
  session.global.set('executioncontext', executionContext(device.languageMode))
  try {
    execute(device.parse(script.join(' ')), session)
  } catch (thrown) {
    if (thrown instanceof PowerShellError) return 1
    if (thrown instanceof Jump && thrown.kind === 'exit') return Number(thrown.value)
    throw thrown
  }
  // Without `exit`, the code only says whether the last command went well.
  return session.global.get('lastexitcode') ? 1 : 0
}

/** `$ExecutionContext.SessionState.LanguageMode` */
function executionContext(languageMode: string): Item {
  const state: Item = { get: (name) => (name === 'languagemode' ? languageMode : null) }
  return { get: (name) => (name === 'sessionstate' ? state : null) }
}

function machineOf(device: Device, who: Identity): Machine {
  const environment: Readonly<Record<string, string>> = {
    programdata: String.raw`C:\ProgramData`,
    systemroot: String.raw`C:\Windows`,
    systemdrive: 'C:',
    username: who.profile.replace(/^.*\\/, ''),
    localappdata: String.raw`${who.profile}\AppData\Local`,
  }
  return {
    parse: device.parse,
    environment: (name) => environment[name] ?? null,
    cmdlets: cmdletsOf(device, who),
    statics: staticsOf(device, who),
    start: (argv) => start(argv, device, who),
    readScript: (path) => {
      try {
        return Buffer.from(readFile(device.disks, path, who)).toString('latin1')
      } catch (error) {
        if (error instanceof PowerShellError) return null
        throw error
      }
    },
  }
}
