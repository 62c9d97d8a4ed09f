// Rules on settings and commands of windowsPE that touch the disk, or the stick itself.
import { type FileInCheck, type Hit, isTrue, type Rule, settingsNamed } from './rule.ts'
import { SETUP } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

const setupInPe = { name: SETUP, pass: 'windowsPE' }

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

/** A script of diskpart, which a command of the file writes line by line, or PowerShell. */
const ERASING = [/\bselect\s+disk\s*=?\s*(?<disk>\d+)\b.{0,80}?\bclean\b/is, /\bClear-Disk\b/i]

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

export const SETTING_RULES: readonly Rule[] = [configurationSet, wipesDisk]
