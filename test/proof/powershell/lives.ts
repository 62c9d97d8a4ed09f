// A device as far as install.ps1 can tell, made of folders and of stand-ins for Windows' programs: what the real engine does
// on it in Setup and at sign-ins, with any one thing failing.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask, newFolder } from './engine.ts'

/** A script that is run: in Setup without a user, at a sign-in with one; what fails meanwhile. */
export interface Phase {
  /** What `whoami /upn` says; null: nothing, and fails. Undefined: this is Setup. */
  readonly user?: string | null
  readonly switches?: readonly string[]
  /** Programs with the first word that they are given, such as `reg.exe load`; names of cmdlets. */
  readonly failing?: readonly string[]
  /** Name of a file that cannot be deleted. */
  readonly held?: string
  /** Of the Wi-Fi service. */
  readonly wlan?: 'Running' | 'Stopped'
  readonly languageMode?: string
}

export interface Told {
  readonly code: number
  readonly output: readonly string[]
  readonly store: readonly { readonly thumbprint: string; readonly hasKey: boolean }[]
  /** Each program or stand-in with its arguments. */
  readonly calls: readonly (readonly string[])[]
  /** Lines of the log of this phase's own user, or of Setup, without their times. */
  readonly log: readonly string[]
  /** Names in the folder of the copies. */
  readonly staged: readonly string[]
  /** Whether that folder exists when all phases are over. */
  readonly folderStays: boolean
  /** Path from the device's own root to content. */
  readonly files: ReadonlyMap<string, Buffer>
  /** The device's own root. */
  readonly device: string
}

/** Writes the number of words, then each word, all ended by NUL, and fails if a test asks for that. */
export const PROGRAM = `#!/bin/sh
name=$(basename "$0")
printf '%s\\0' "$(($# + 1))" "$name" "$@" >> "$CALLS"
case "$FAILING" in *"|$name $1|"*) exit 5 ;; esac
if [ "$name" = whoami.exe ]; then
  [ -n "$UPN" ] || exit 1
  printf '%s\\n' "$UPN"
fi
exit 0
`
const PROGRAMS = ['certutil.exe', 'reg.exe', 'whoami.exe', 'schtasks.exe', 'netsh.exe']

export interface Life {
  /** Of the stick, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What Setup keeps of the answer file, by name. */
  readonly panther?: Readonly<Record<string, Uint8Array>>
  readonly phases: readonly Phase[]
}

/** All of them in one PowerShell process, which is slow to start. */
export function live(lives: readonly Life[]): Told[][] {
  const devices = lives.map((life) => makeDevice(life))
  const asked = lives.map((life, i) => life.phases.map((phase) => toAsked(phase, devices[i] ?? '')))
  const answered = ask('live.ps1', asked, { HOME: newFolder() }) as Answer[][]
  return answered.map((phases, i) =>
    phases.map((answer, j) => toTold(answer, lives[i]?.phases[j] ?? {}, devices[i] ?? '')),
  )
}

function makeDevice({ files, panther = {} }: Life): string {
  const device = newFolder()
  for (const folder of ['windows/System32', 'windows/Panther', 'programdata', 'stick/Certs', 'users'])
    mkdirSync(join(device, folder), { recursive: true })
  for (const name of PROGRAMS) {
    writeFileSync(join(device, 'windows', 'System32', name), PROGRAM)
    chmodSync(join(device, 'windows', 'System32', name), 0o755)
  }
  for (const [path, bytes] of files) writeFileSync(join(device, 'stick', path), bytes)
  for (const [name, bytes] of Object.entries(panther))
    writeFileSync(join(device, 'windows', 'Panther', name), bytes)
  return device
}

function profileOf({ user }: Phase, device: string): string {
  return join(device, 'users', user === null ? 'local' : (user ?? 'system'))
}

function toAsked(phase: Phase, device: string) {
  const {
    user,
    switches = user === undefined ? [] : ['SignIn'],
    failing = [],
    held = '',
    wlan = 'Running',
    languageMode,
  } = phase
  const profile = profileOf(phase, device)
  mkdirSync(profile, { recursive: true })
  const stage = join(device, 'programdata', 'certstick')
  return {
    script: join(user === undefined ? join(device, 'stick', 'Certs') : stage, 'install.ps1'),
    switches,
    failing: failing.filter((name) => /^[A-Z]/.test(name)),
    languageMode: languageMode ?? null,
    folders: [join(device, 'programdata'), join(device, 'users'), join(device, 'windows', 'Panther')],
    env: {
      SystemRoot: join(device, 'windows'),
      SystemDrive: device,
      ProgramData: join(device, 'programdata'),
      LOCALAPPDATA: profile,
      USERNAME: user?.replace(/@.*/, '') ?? '',
      UPN: user ?? '',
      HELD: held,
      WLAN: wlan,
      FAILING: `|${failing.join('|')}|`,
      CALLS: join(device, 'calls'),
    },
  }
}

interface Answer extends Pick<Told, 'code' | 'output' | 'store'> {
  readonly calls: string
  readonly files: Readonly<Record<string, string>>
}

function toTold({ code, output, store, calls, files }: Answer, phase: Phase, device: string): Told {
  const found = new Map(
    Object.entries(files).map(([path, base64]) => [
      path.slice(device.length + 1),
      Buffer.from(base64, 'base64'),
    ]),
  )
  const profile = profileOf(phase, device).slice(device.length + 1)
  const log = found.get(
    phase.user === undefined ? 'windows/Panther/certstick.log' : `${profile}/certstick.log`,
  )
  const lines = (log?.toString() ?? '').split(/\r?\n/).filter((line) => line !== '')
  const stage = 'programdata/certstick/'
  return {
    code,
    output,
    store,
    calls: toCalls(calls),
    log: lines.map((line) => line.replace(/^\S+ /, '').replaceAll(device, '')),
    staged: [...found.keys()]
      .filter((path) => path.startsWith(stage))
      .map((path) => path.slice(stage.length))
      .sort(),
    folderStays: existsSync(join(device, stage)),
    files: found,
    device,
  }
}

export function toCalls(text: string): string[][] {
  const words = text.split('\0')
  const calls: string[][] = []
  for (let at = 0; at < words.length - 1; ) {
    const end = at + 1 + Number(words[at])
    calls.push(words.slice(at + 1, end))
    at = end
  }
  return calls
}
