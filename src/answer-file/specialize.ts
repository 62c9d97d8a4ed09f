// Adds the commands and the computer name to the `specialize` pass of an answer file.
import { UserError } from '../errors.ts'
import {
  type Naming,
  namingInside,
  newCommand,
  newComponent,
  newComputerName,
  newRunSynchronous,
  type PlannedCommand,
} from './additions.ts'
import { parseOwnCommand } from './commands.ts'
import {
  architectureOf,
  childOf,
  commandsOf,
  componentsOf,
  hasWindowsIdentity,
  readCommand,
  settingsOf,
} from './document.ts'
import { addAttribute, type Edit, insertInto, removeElement, replaceContent } from './edits.ts'
import type { NewElement } from './new-element.ts'
import { freeOrders } from './orders.ts'
import { describePosition } from './position.ts'
import { type Architecture, DEPLOYMENT, MAX_ORDER, SHELL_SETUP } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** What to change in the components of the file, and which components to add to the pass. */
export interface PassChanges {
  readonly edits: readonly Edit[]
  readonly components: readonly NewElement[]
}

/** The component to change: the first that holds such a child, else the first. */
function findComponent(
  root: XmlElement,
  { name, architecture, holding }: { name: string; architecture: Architecture; holding: string },
): XmlElement | null {
  const all = componentsOf(root, 'specialize', name).filter(
    (component) => architectureOf(component) === architecture && hasWindowsIdentity(component),
  )
  return all.find((component) => childOf(component, holding) !== null) ?? all[0] ?? null
}

export function findDeployment(root: XmlElement, architecture: Architecture): XmlElement | null {
  return findComponent(root, { name: DEPLOYMENT, architecture, holding: 'RunSynchronous' })
}

export function findShellSetup(root: XmlElement, architecture: Architecture): XmlElement | null {
  return findComponent(root, { name: SHELL_SETUP, architecture, holding: 'ComputerName' })
}

/** Adds the commands after those of the file. What certstick added before is replaced or removed, wherever it stands. */
export function commandChanges(
  { text, root }: { text: string; root: XmlElement },
  commands: readonly PlannedCommand[],
  architectures: readonly Architecture[],
): PassChanges {
  const edits: Edit[] = []
  const components: NewElement[] = []
  const kept = new Set<XmlElement>()
  const naming = namingInside(settingsOf(root, 'specialize')[0] ?? root)
  for (const architecture of commands.length === 0 ? [] : architectures) {
    const component = findDeployment(root, architecture)
    if (component === null) {
      components.push(newDeployment(naming, architecture, commands))
      continue
    }
    kept.add(component)
    edits.push(...commandEdits(text, component, commands))
  }
  const others = componentsOf(root, 'specialize', DEPLOYMENT).filter((component) => !kept.has(component))
  for (const component of others) {
    edits.push(...ownCommandsOf(component).map((command) => removeElement(text, command)))
  }
  return { edits, components }
}

export function computerNameChanges(
  { text, root }: { text: string; root: XmlElement },
  computerName: string,
  architectures: readonly Architecture[],
): PassChanges {
  const edits: Edit[] = []
  const components: NewElement[] = []
  const naming = namingInside(settingsOf(root, 'specialize')[0] ?? root)
  for (const architecture of architectures) {
    const component = findShellSetup(root, architecture)
    const present = component && childOf(component, 'ComputerName')
    if (present) edits.push(replaceContent(text, present, computerName))
    else if (component) {
      edits.push(insertInto(text, component, [newComputerName(namingInside(component), computerName)]))
    } else {
      const identity = { name: SHELL_SETUP, architecture, lists: false }
      components.push(newComponent(naming, identity, [newComputerName(naming, computerName)]))
    }
  }
  return { edits, components }
}

function commandEdits(text: string, component: XmlElement, commands: readonly PlannedCommand[]): Edit[] {
  const own = ownCommandsOf(component)
  const alike = own.length === commands.length && runInTurn(own)
  if (alike && own.every((command, i) => onlyPathDiffers(command, commands[i]))) {
    return own.flatMap((command, i) => {
      const path = childOf(command, 'Path')
      return path === null ? [] : [replaceContent(text, path, commands[i]?.path ?? '')]
    })
  }
  const list = childOf(component, 'RunSynchronous')
  const naming = namingInside(list ?? component)
  const others = commandsOf(component).filter((command) => !own.includes(command))
  const taken = others.flatMap((command) => readCommand(command).order ?? [])
  const orders = freeOrders(taken, commands.length)
  if (orders === null) {
    throw new UserError(
      'wrong-input',
      `${describePosition(text, component.start)}: there are not enough free Order numbers (1 to ${MAX_ORDER}) for ${commands.length} more commands`,
      { hint: 'put some of its commands into one script' },
    )
  }
  const added = commands.map((command, i) => newCommand(naming, orders[i] ?? 0, command))
  return [
    ...own.map((command) => removeElement(text, command)),
    ...(naming.declaration ? [addAttribute(text, component, naming.declaration)] : []),
    list === null
      ? insertInto(text, component, [newRunSynchronous(naming, added)])
      : insertInto(text, list, added),
  ]
}

/** Whether they run in the order in which they stand. */
function runInTurn(commands: readonly XmlElement[]): boolean {
  const orders = commands.map((command) => readCommand(command).order ?? 0)
  return orders.every((order, i) => i === 0 || order > (orders[i - 1] ?? 0))
}

function onlyPathDiffers(present: XmlElement, planned: PlannedCommand | undefined): boolean {
  const { description, willReboot } = readCommand(present)
  return description === planned?.description && willReboot === (planned.willReboot ?? null)
}

function newDeployment(
  naming: Naming,
  architecture: Architecture,
  commands: readonly PlannedCommand[],
): NewElement {
  const list = newRunSynchronous(
    naming,
    commands.map((command, i) => newCommand(naming, i + 1, command)),
  )
  return newComponent(naming, { name: DEPLOYMENT, architecture, lists: true }, [list])
}

function ownCommandsOf(component: XmlElement): XmlElement[] {
  return commandsOf(component).filter((command) => parseOwnCommand(readCommand(command)) !== null)
}
