// Finds what Windows may obey instead of our answer file: other answer files, and what other tools leave on a stick.

import type { Finding } from '../finding.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { findFile, findPath, type Medium } from '../media/medium.ts'
import { shown } from '../screen-text.ts'
import { toFinding } from './faults.ts'

/**
 * Where Setup looks for answer files on the stick that it started from: the root; `sources`, which a stick for both 32 and
 * 64 bits has in a folder for each; and the folders that are copied to Panther before ours, `$1` being the system drive.
 * ("Windows Setup Automation Overview", implicit answer file search; "DISM: $OEM$ folders")
 */
const RIVAL_PATHS = [
  /^(?:auto)?unattend\.xml$/i,
  /^(?:x(?:64|86)\/)?sources\/[^/]*unattend\.xml$/i,
  /^(?:(?:x(?:64|86)\/)?sources\/)?\$OEM\$\/(?:\$\$|\$1\/Windows|C\/Windows)\/Panther\/(?:Unattend\/)?(?:auto)?unattend\.xml$/i,
]

/** Whether Setup may use that file as its answer file. */
export function isAnswerFilePath(path: string): boolean {
  return RIVAL_PATHS.some((pattern) => pattern.test(path))
}

export function checkRivals(medium: Medium): Finding[] {
  return [...answerFiles(medium), ...ventoy(medium), ...rufus(medium), ...packages(medium)]
}

/** Other answer files than ours. */
function answerFiles(medium: Medium): Finding[] {
  const ours = findPath(medium, MEDIA_PATHS.answerFile)
  return medium.paths
    .filter((path) => path !== ours && isAnswerFilePath(path))
    .map((path) =>
      toFinding({
        code: 'rival-answer-file',
        subject: path,
        message: `${shown(path)} is another answer file, which Setup may use instead of ${MEDIA_PATHS.answerFile}`,
        hint: 'delete or rename it',
      }),
    )
}

const VENTOY = 'ventoy/ventoy.json'

/** It names its answer file in the registry, which Setup reads first. (Ventoy's plugin `auto_install`) */
function ventoy(medium: Medium): Finding[] {
  if (!/"auto_install/i.test(textOf(medium, VENTOY))) return []
  return [
    toFinding({
      code: 'rival-possible',
      severity: 'warning',
      subject: VENTOY,
      message: `${VENTOY} has auto_install: the answer file that Ventoy offers is used instead of ${MEDIA_PATHS.answerFile}`,
      hint: 'take auto_install out of it, or choose "Boot without auto installation template" when the device starts',
    }),
  ]
}

const AUTORUN = 'autorun.inf'

/** What it asks before it writes a stick ends up in an answer file inside sources/boot.wim. */
function rufus(medium: Medium): Finding[] {
  if (!/Created by Rufus/i.test(textOf(medium, AUTORUN).slice(0, 1024))) return []
  return [
    toFinding({
      code: 'rival-possible',
      severity: 'note',
      subject: AUTORUN,
      message:
        'Rufus made this stick; if it was asked to customize Windows, sources/boot.wim has an answer file of its own, which cannot be seen from here',
      hint: 'write the stick again with every box of Rufus’s "Customize Windows installation?" cleared, if any was ticked',
    }),
  ]
}

/** Windows applies a package at the root of a stick at its first page. ("Apply a provisioning package", initial setup) */
function packages({ paths }: Medium): Finding[] {
  return paths
    .filter((path) => /^[^/]*\.ppkg$/i.test(path))
    .map((path) =>
      toFinding({
        code: 'rival-possible',
        severity: 'warning',
        subject: path,
        message: `${shown(path)} is a provisioning package, which Windows applies before anybody signs in; it may join the device elsewhere or rename it`,
        hint: 'remove it from the stick, unless it is meant to be applied too',
      }),
    )
}

/** Without the zero bytes of UTF-16, so that ASCII in it reads the same. */
function textOf(medium: Medium, path: string): string {
  return Buffer.from(findFile(medium, path) ?? [])
    .toString('latin1')
    .replaceAll('\0', '')
}
