// Rules on what windowsPE does with disks and with the stick, by settings and by commands.
import { childOf, descendantsOf } from './document.ts'
import { type FileInCheck, type Hit, isTrue, type Rule, settingsNamed } from './rule.ts'
import { SETUP } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

const setupInPe = { name: SETUP, pass: 'windowsPE' }

const wipesDisk: Rule = {
  code: 'wipes-disk',
  severity: 'warning',
  find: (file) => [...erasedBySettings(file), ...erasedByCommands(file)],
}

function erasedBySettings(file: FileInCheck): Hit[] {
  const ids = settingsNamed(file, setupInPe, 'DiskID').toReversed() // so that of several in one disk the first counts
  const disks = new Map(ids.map(({ parent, text }) => [parent, text.trim()]))
  return settingsNamed(file, setupInPe, 'WillWipeDisk')
    .filter(({ text }) => isTrue(text))
    .map((element) => erased(element, disks.get(element.parent)))
}

/** A script of diskpart, which takes `sel dis 0` too, and which a command of the file writes line by line, or PowerShell. */
const ERASING = [
  /\bsel(?:ect)?\s{1,9}disk?\s{0,9}=?\s{0,9}(?<disk>\d{1,9})\b.{0,80}?\bclean\b/is,
  /\bClear-Disk\b/i,
]

function erasedByCommands(file: FileInCheck): Hit[] {
  return settingsNamed(file, setupInPe, 'Path').flatMap((element) => {
    const found = ERASING.map((form) => form.exec(element.text)).find((match) => match !== null)
    return found === undefined ? [] : [erased(element, found.groups?.['disk'])]
  })
}

/** Disk 0 is the stick where the internal disk has no driver. (cschneegans/unattend-generator issue 150) */
function erased(element: XmlElement, disk: string | undefined): Hit {
  const stick =
    disk === '0' ? '; if Setup has no driver for the internal disk, disk 0 is the stick itself' : ''
  return {
    element,
    message: `erases ${disk ? `disk ${disk}` : 'a disk'} of every device that starts from the stick, without asking${stick}`,
    hint: 'use the stick only for devices without data, or use a template that does not erase the disk',
  }
}

/**
 * Setup copies Windows, and then fails at a partition that has no file system. (reuteras/dfirws pull request 294)
 * ("CreatePartition", "ModifyPartition": on a disk that is erased the order of creation is the number)
 */
const unformattedPartition: Rule = {
  code: 'partition-unformatted',
  severity: 'warning',
  find: (file) => {
    const targets = settingsNamed(file, setupInPe, 'InstallTo').map(
      (target) => `${textOf(target, 'DiskID')} ${textOf(target, 'PartitionID')}`,
    )
    return settingsNamed(file, setupInPe, 'Disk').flatMap((disk) =>
      isTrue(textOf(disk, 'WillWipeDisk')) ? unformattedIn(disk, new Set(targets)) : [],
    )
  },
}

/** The partitions that Windows starts from and is installed to. */
function unformattedIn(disk: XmlElement, targets: ReadonlySet<string>): Hit[] {
  const inside = descendantsOf(disk)
  const formatted = new Set(
    inside
      .filter((one) => one.local === 'ModifyPartition' && textOf(one, 'Format') !== '')
      .map((one) => textOf(one, 'PartitionID')),
  )
  return inside
    .filter(({ local }) => local === 'CreatePartition')
    .flatMap((element) => {
      const number = textOf(element, 'Order')
      const isEfi = textOf(element, 'Type').toUpperCase() === 'EFI'
      if (formatted.has(number) || !(isEfi || targets.has(`${textOf(disk, 'DiskID')} ${number}`))) return []
      return {
        element,
        message: `partition ${number}, ${isEfi ? 'from which Windows starts' : 'to which Windows is installed'}, is created and not formatted: Setup was seen to fail there`,
        hint: `add a ModifyPartition with PartitionID ${number} and Format ${isEfi ? 'FAT32' : 'NTFS'}`,
      }
    })
}

function textOf(element: XmlElement, local: string): string {
  return childOf(element, local)?.text.trim() ?? ''
}

const configurationSet: Rule = {
  code: 'configuration-set',
  severity: 'warning',
  find: (file) =>
    settingsNamed(file, setupInPe, 'UseConfigurationSet')
      .filter(({ text }) => isTrue(text))
      .map((element) => ({
        element,
        message:
          'UseConfigurationSet copies the whole stick, including the PFX, to C:\\Windows\\ConfigSetRoot and leaves it there',
        hint: 'set it to false',
      })),
}

export const DISK_RULES: readonly Rule[] = [wipesDisk, unformattedPartition, configurationSet]
