// A user signs in: the first time with a profile made from the default one, and each time with what RunOnce holds.
import { commandLineToArgv } from '../support/argv.ts'
import type { Device } from './device.ts'
import { type Hive, type Identity, newStores } from './identity.ts'
import { start } from './programs.ts'
import { SetupEnded } from './setup-ended.ts'

const RUN_ONCE = String.raw`software\microsoft\windows\currentversion\runonce`

/** Longer ones Windows does not run. ("Run and RunOnce Registry Keys") */
const MAX_LINE = 260

/** @param userPrincipalName null: a local account @throws SetupEnded where no profile can be made */
export function signIn(device: Device, userPrincipalName: string | null): Identity {
  const name = userPrincipalName ?? 'local'
  const who = device.users.get(name) ?? newUser(device, name, userPrincipalName)
  device.users.set(name, who)
  const entries = who.hive.get(RUN_ONCE) ?? new Map<string, string>()
  for (const [entry, line] of [...entries]) {
    entries.delete(entry)
    if (line.length > MAX_LINE) continue
    if (start(commandLineToArgv(line), device, who) === null) throw new Error(`no program for ${line}`)
  }
  return who
}

/** Each task whose time has come, once. */
export function runTasks(device: Device): void {
  for (const task of device.tasks.filter(({ at }) => at <= device.now)) {
    device.tasks.splice(device.tasks.indexOf(task), 1)
    if (start(commandLineToArgv(task.line), device, task.who) === null)
      throw new Error(`no program for ${task.line}`)
  }
}

function newUser(device: Device, name: string, userPrincipalName: string | null): Identity {
  if (device.loaded.size > 0) throw new SetupEnded('no profile: somebody holds the hive of the default user')
  const profile = `C:\\Users\\${name.replace(/@.*/, '')}`
  return {
    userPrincipalName,
    isSystem: false,
    profile,
    hive: copyOf(device.defaultHive),
    stores: newStores(),
  }
}

function copyOf(hive: Hive): Hive {
  return new Map([...hive].map(([key, values]) => [key, new Map(values)]))
}
