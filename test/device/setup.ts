// Windows Setup, from the stick to the end of the `specialize` pass: which answer file, which commands, as SYSTEM.
// What it does with a file that breaks a rule is windows.md's; a rule that nobody has confirmed is not in here.
import { commandLineToArgv } from '../support/argv.ts'
import type { Device } from './device.ts'
import { plugIn, putFile, type Volume } from './files.ts'
import { systemIdentity } from './identity.ts'
import { start } from './programs.ts'
import { SetupEnded } from './setup-ended.ts'
import { assertKey, assertPasswords, assertSettings } from './setup-settings.ts'
import { childrenOf, type Element, readXml, textOf } from './xml.ts'

export interface Installation {
  /** In the drives, in the order of their letters. */
  readonly sticks: readonly Volume[]
  /** Of the author's commands, which run on a real device and not here. */
  readonly foreignCommands?: ReadonlySet<string>
  /** Somebody pulls the stick out once Windows is copied. */
  readonly pulledOut?: boolean
}

const PANTHER = String.raw`C:\Windows\Panther`

/** @throws SetupEnded */
export function installWindows(device: Device, installation: Installation): void {
  const { sticks, pulledOut = false } = installation
  const bytes = findAnswerFile(sticks)
  if (bytes === null) return
  const found = readAnswerFile(bytes)
  // A file without a setting in windowsPE for this device, found on install media, is not carried into Panther. (windows.md §2)
  const inPe = passOf(found, 'windowsPE').filter((one) => isFor(one, device))
  windowsPe(inPe)
  const carried = findInPanther(sticks) ?? (inPe.some(({ children }) => children.length > 0) ? bytes : null)
  if (carried === null) return
  for (const name of ['unattend.xml', 'unattend-original.xml'])
    putFile(device.disks, `${PANTHER}\\${name}`, carried)
  const answerFile = readAnswerFile(carried)
  copyConfigurationSet(answerFile, device, sticks)
  if (!pulledOut) for (const stick of sticks) plugIn(device.disks, stick)
  specialize(answerFile, device, installation.foreignCommands ?? new Set())
  oobeSystem(answerFile, device)
}

/** By the search order: removable media, in the order of their letters. */
function findAnswerFile(sticks: readonly Volume[]): Uint8Array | null {
  for (const { files } of sticks.toSorted((a, b) => a.letter.localeCompare(b.letter))) {
    for (const [path, bytes] of files) if (/^(auto)?unattend\.xml$/i.test(path)) return bytes
  }
  return null
}

/** `$OEM$\$$` is copied over Windows, and Panther comes before removable media. */
function findInPanther(sticks: readonly Volume[]): Uint8Array | null {
  for (const { files } of sticks) {
    for (const [path, bytes] of files) {
      if (/^sources\/\$OEM\$\/\$\$\/Panther\/(unattend\/)?(auto)?unattend\.xml$/i.test(path)) return bytes
    }
  }
  return null
}

function readAnswerFile(bytes: Uint8Array): Element {
  try {
    return readXml(bytes)
  } catch (error) {
    throw new SetupEnded(`the answer file cannot be parsed: ${error instanceof Error ? error.message : ''}`)
  }
}

/** The components of a pass. What Setup makes of a pass that there is not, nobody has confirmed: nothing, here. */
function passOf(answerFile: Element, pass: string): Element[] {
  return childrenOf(answerFile, 'settings')
    .filter(({ attributes }) => attributes['pass'] === pass)
    .flatMap((one) => childrenOf(one, 'component'))
}

function copyConfigurationSet(answerFile: Element, device: Device, sticks: readonly Volume[]): void {
  const used = passOf(answerFile, 'windowsPE').some(
    (c) => textOf(c, 'UseConfigurationSet')?.trim() === 'true',
  )
  for (const { files } of used ? sticks : []) {
    for (const [path, bytes] of files) {
      putFile(device.disks, `C:\\Windows\\ConfigSetRoot\\${path.replaceAll('/', '\\')}`, bytes)
    }
  }
}

function specialize(answerFile: Element, device: Device, foreign: ReadonlySet<string>): void {
  const components = passOf(answerFile, 'specialize').filter((one) => isFor(one, device))
  for (const component of components) assertSettings(component)
  for (const component of components) setComputerName(component, device)
  for (const component of components) {
    const { name } = component.attributes
    const twins = components.filter((other) => other.attributes['name'] === name)
    if (twins.length > 1) throw new SetupEnded(`${name} is there twice`)
    if (name !== 'Microsoft-Windows-Deployment') continue
    commandsOf(component, 'RunAsynchronous') // whose effect nobody here waits for
    for (const command of commandsOf(component, 'RunSynchronous')) run(command, device, foreign)
  }
}

function setComputerName(component: Element, device: Device): void {
  if (component.attributes['name'] !== 'Microsoft-Windows-Shell-Setup') return
  const name = textOf(component, 'ComputerName')?.trim()
  if (name === undefined || name === '' || name === '*') return
  const valid = /^(?!\d+$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,13}[A-Za-z0-9])?$/.test(name)
  if (!valid) throw new SetupEnded(`no computer is called ${name}`)
  device.computerName = name
}

function isFor({ attributes }: Element, { architecture }: Device): boolean {
  return attributes['processorArchitecture']?.toLowerCase() === architecture
}

function windowsPe(components: readonly Element[]): void {
  for (const component of components) {
    assertSettings(component)
    const userData = childrenOf(component, 'UserData')
    for (const one of userData.flatMap((data) => childrenOf(data, 'ProductKey')))
      assertKey(textOf(one, 'Key') ?? '')
  }
}

function oobeSystem(answerFile: Element, device: Device): void {
  for (const component of passOf(answerFile, 'oobeSystem').filter((one) => isFor(one, device))) {
    assertSettings(component)
    assertPasswords(component)
  }
}

interface Command {
  readonly order: number
  readonly path: string
  readonly willReboot: string
}

function commandsOf(component: Element, kind: 'RunSynchronous' | 'RunAsynchronous'): Command[] {
  const items = childrenOf(component, kind).flatMap((list) => childrenOf(list, `${kind}Command`))
  const commands = items.map((item) => ({
    order: Number(textOf(item, 'Order')?.trim() || Number.NaN),
    path: textOf(item, 'Path') ?? '',
    willReboot: textOf(item, 'WillReboot')?.trim() ?? 'Never',
  }))
  for (const { order, path } of commands) {
    if (!(order >= 1 && order <= 500)) throw new SetupEnded(`an Order of ${order}`)
    if (path === '' || path.length > 259) throw new SetupEnded(`a Path of ${path.length} characters`)
  }
  if (new Set(commands.map(({ order }) => order)).size < commands.length)
    throw new SetupEnded('an Order twice')
  return commands.toSorted((a, b) => a.order - b.order)
}

const ENVIRONMENT: Readonly<Record<string, string>> = {
  path: String.raw`C:\Windows\system32`,
  systemdrive: 'C:',
}

function run({ path, willReboot }: Command, device: Device, foreign: ReadonlySet<string>): void {
  if (foreign.has(path)) return
  const line = path.replace(/%([^%]+)%/g, (whole, name: string) => ENVIRONMENT[name.toLowerCase()] ?? whole)
  const result = start(commandLineToArgv(line), device, systemIdentity())
  if (result === null) throw new Error(`no program for ${path}`)
  if (willReboot === 'OnRequest' && result.exitCode !== 0)
    throw new SetupEnded(`exit code ${result.exitCode}`)
}
