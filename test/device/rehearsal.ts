// A stick's whole life: Windows is installed from it, strangers sign in, then its user. What came of it, as facts.
import { X509Certificate } from 'node:crypto'
import type { Architecture } from '../../src/answer-file/vocabulary.ts'
import type { Parse } from '../support/powershell/syntax.ts'
import { NOW } from '../support/world.ts'
import { offers } from './chromium.ts'
import { type Device, newDevice } from './device.ts'
import { exists, unplugAll, writeFile } from './files.ts'
import type { Identity, Stores } from './identity.ts'
import { type Installation, installWindows } from './setup.ts'
import { SetupEnded } from './setup-ended.ts'
import { signIn } from './sign-in.ts'

export interface Rehearsal extends Partial<Installation> {
  /** Of the one stick, where `sticks` does not say more. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly userPrincipalName: string
  /** A word of the password that no encoding changes, and the whole of it. */
  readonly secret: { readonly word: string; readonly password: string }
  /** The root's certificate, DER. */
  readonly root: Uint8Array
  readonly parse: Parse
  readonly architecture?: Architecture
  readonly isOld?: boolean
  readonly now?: Date
}

export type Kept = 'none' | 'locked' | 'exportable'

export interface Facts {
  /** Why Setup or the first sign-in stopped; null where neither did. */
  readonly ended: string | null
  readonly rootTrusted: boolean
  readonly machine: Kept
  readonly user: Kept
  /** The names in the certificates that a browser offers the user. */
  readonly offered: readonly (string | null)[]
  /** Certificates that anybody else got. */
  readonly strangers: number
  readonly questions: number
  /** Files that still hold the password or are a PFX, by name. */
  readonly secrets: readonly string[]
  /** Programs beside certutil and PowerShell that had the password among their arguments. */
  readonly tellers: readonly string[]
  /** Whether a stranger could put a script where the user's is run from. */
  readonly planted: boolean
  readonly computerName: string | null
}

const STAGED_SCRIPT = String.raw`C:\ProgramData\certstick\install.ps1`

export function rehearse(rehearsal: Rehearsal): Facts {
  const { files, parse, architecture = 'amd64', isOld = false, sticks } = rehearsal
  const device = newDevice({ architecture, parse, isOld })
  let ended: string | null = null
  let planted = false
  try {
    installWindows(device, {
      sticks: [{ letter: 'D', files }],
      ...rehearsal,
      ...(sticks && { sticks }),
    })
    unplugAll(device.disks)
    const jill = signIn(device, 'jill@contoso.com')
    signIn(device, null)
    planted = plants(device, jill)
    signIn(device, rehearsal.userPrincipalName)
    signIn(device, 'later@contoso.com')
  } catch (error) {
    if (!(error instanceof SetupEnded)) throw error
    ended = error.message
  }
  return { ended, planted, ...factsOf(device, rehearsal) }
}

function plants(device: Device, who: Identity): boolean {
  if (!exists(device.disks, STAGED_SCRIPT)) return false
  return [STAGED_SCRIPT, STAGED_SCRIPT.replace('install', 'other')].some((path) => {
    try {
      writeFile(device.disks, path, { bytes: Buffer.from('calc'), who })
      return true
    } catch {
      return false
    }
  })
}

function factsOf(
  device: Device,
  { root, userPrincipalName, secret, now }: Rehearsal,
): Omit<Facts, 'ended' | 'planted'> {
  const trusted = new X509Certificate(root)
  const user = device.users.get(userPrincipalName)
  const others = [...device.users.values()].filter((one) => one !== user)
  const later = now ?? new Date(NOW.getTime() + 86_400_000)
  const told = device.started.filter((argv) => argv.some((argument) => argument.includes(secret.word)))
  return {
    rootTrusted: device.machine.root.some((one) => one.fingerprint256 === trusted.fingerprint256),
    machine: keptIn(device.machine),
    user: user === undefined ? 'none' : keptIn(user.stores),
    offered:
      user === undefined ? [] : offers(user, { root: trusted, now: later }).map((o) => o.userPrincipalName),
    strangers: others.reduce((sum, { stores }) => sum + stores.my.length, 0),
    questions: device.prompts.length,
    secrets: secretsOn(device, secret),
    tellers: told.map(([program = '']) => program).filter((name) => !/^(certutil|powershell)/i.test(name)),
    computerName: device.computerName,
  }
}

function keptIn({ my }: Stores): Kept {
  return my.length === 0 ? 'none' : my.every(({ exportable }) => !exportable) ? 'locked' : 'exportable'
}

function secretsOn({ disks }: Device, { word, password }: Rehearsal['secret']): string[] {
  const base64 = Buffer.from(password).toString('base64')
  return [...disks.files.values()]
    .filter(({ path, bytes }) => {
      const text = Buffer.from(bytes).toString(bytes[0] === 0xff ? 'utf16le' : 'utf8')
      return /\.pfx$/i.test(path) || text.includes(word) || text.includes(base64)
    })
    .map(({ path }) => path.split('\\').at(-1) ?? '')
    .sort()
}
