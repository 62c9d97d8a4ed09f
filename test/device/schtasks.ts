// schtasks, as far as our script goes: a task of the user's own, from XML, that runs once.
// https://learn.microsoft.com/windows-server/administration/windows-commands/schtasks-create
import type { Device } from './device.ts'
import { readFile } from './files.ts'
import type { Identity } from './identity.ts'
import { readXml, textIn } from './xml.ts'

/** @returns the exit code */
export function schtasks(args: readonly string[], device: Device, who: Identity): number {
  const [create, tn, name = '', xml, path = '', f, ...more] = args
  const shape = [create, tn, xml, f].map((option) => option?.toLowerCase()).join(' ')
  if (shape !== '/create /tn /xml /f' || more.length > 0) return 1
  const task = readXml(readFile(device.disks, path, who))
  if (textIn(task, 'LogonType') !== 'InteractiveToken') throw new Error('a task with rights of its own')
  const at = new Date(`${textIn(task, 'StartBoundary')}Z`)
  const end = new Date(`${textIn(task, 'EndBoundary')}Z`)
  if (!(at > device.now && end > at)) return 1
  const line = `${textIn(task, 'Command')} ${textIn(task, 'Arguments')}`
  const former = device.tasks.findIndex((other) => other.name.toLowerCase() === name.toLowerCase())
  if (device.tasks[former] !== undefined && device.tasks[former].who !== who) return 1 // names are the device's, not the user's
  if (former >= 0) device.tasks.splice(former, 1)
  device.tasks.push({ who, name, at, line })
  return 0
}
