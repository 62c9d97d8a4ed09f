// A device while Windows is installed on it, and after: disks, registry, certificate stores. It only keeps them; what
// happens is setup.ts's and sign-in.ts's.
import type { Architecture } from '../../src/answer-file/vocabulary.ts'
import type { Parse } from '../support/powershell/syntax.ts'
import { NOW } from '../support/world.ts'
import { type Disks, newDisks } from './files.ts'
import { type Hive, type Identity, newStores, type Stores } from './identity.ts'

/** What one user wants to be started once. */
export interface Task {
  readonly who: Identity
  readonly name: string
  readonly at: Date
  readonly line: string
}

export interface Device {
  /** What its clock says. */
  now: Date
  /** Of PowerShell on it; a policy can make it `ConstrainedLanguage`. */
  languageMode: string
  readonly architecture: Architecture
  /** Windows Server 2016 and Windows 10 before 1809. */
  readonly isOld: boolean
  readonly parse: Parse
  readonly disks: Disks
  readonly machine: Stores
  /** What each new user's registry begins as. */
  readonly defaultHive: Hive
  /** Hives that somebody has loaded and not unloaded, by lower-case key. */
  readonly loaded: Map<string, Hive>
  readonly users: Map<string, Identity>
  /** Whether SYSTEM may write there; security software may forbid it. */
  canWritePolicies: boolean
  /** HKEY_LOCAL_MACHINE. */
  readonly machineHive: Hive
  /** Of the Windows that is installed, by lower-case name. */
  readonly services: Map<string, 'running' | 'stopped'>
  /** Whether a Wi-Fi adapter is there, with a driver for it. */
  hasWifi: boolean
  /** Names of the networks that every user can join, and the keys. */
  readonly networks: Map<string, string | null>
  /** Questions that came up on a screen where nobody may have been. */
  readonly prompts: string[]
  /** Of the task scheduler. */
  readonly tasks: Task[]
  /** Every program that was started, with its arguments. */
  readonly started: (readonly string[])[]
  /** Null: it names itself. */
  computerName: string | null
}

export function newDevice({
  architecture,
  parse,
  isOld = false,
}: Pick<Device, 'architecture' | 'parse'> & { isOld?: boolean }): Device {
  return {
    now: NOW,
    languageMode: 'FullLanguage',
    architecture,
    isOld,
    parse,
    disks: newDisks(),
    machine: newStores(),
    defaultHive: new Map(),
    loaded: new Map(),
    users: new Map(),
    canWritePolicies: true,
    machineHive: new Map(),
    services: new Map([['wlansvc', 'running']]),
    hasWifi: true,
    networks: new Map(),
    prompts: [],
    tasks: [],
    started: [],
    computerName: null,
  }
}
