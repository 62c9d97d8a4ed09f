// The path of each file: on the stick, and in the output folder.
import { join } from 'node:path'
import { type MediaTree, makeTree } from './tree.ts'

/** The folder beside the zip. Its content is copied to the root of the stick. */
export const STICK_FOLDER = 'ESD-USB'

export const RECEIPT_FILE = 'receipt.json'

/** Name of the zip in the folder of the same name. */
export function zipName(name: string): string {
  return `${name}.zip`
}

/** Absolute paths of the output. */
export interface MediaPlaces {
  readonly folder: string
  readonly stickFolder: string
  readonly zip: string
}

/** @param output absolute path of the output folder */
export function placesIn(output: string, name: string): MediaPlaces {
  const folder = join(output, name)
  return { folder, stickFolder: join(folder, STICK_FOLDER), zip: join(folder, zipName(name)) }
}

export const CERTS_FOLDER = 'Certs'

/** Paths on the stick that do not depend on the user. Setup finds the answer file by its name, in any case. */
export const MEDIA_PATHS = {
  answerFile: 'autounattend.xml',
  rootCertificate: `${CERTS_FOLDER}/rootCA.cer`,
  script: `${CERTS_FOLDER}/install.ps1`,
  wifi: `${CERTS_FOLDER}/wifi.xml`,
} as const

/** Path of a PFX on the stick. */
export function pfxPath(pfxFileName: string): string {
  return `${CERTS_FOLDER}/${pfxFileName}`
}

/** Path of the file with the PFX's password, on a stick whose script imports; a secret. */
export function passwordPath(pfxFileName: string): string {
  return `${CERTS_FOLDER}/${pfxFileName.replace(/\.pfx$/i, '')}.password.txt`
}

export function isPasswordPath(path: string): boolean {
  return /-cba\.password\.txt$/i.test(path)
}

/** Whether a name in `Certs` is that of a PFX of ours, or of the password beside one. */
export function isUserFileName(name: string): boolean {
  return /-cba\.pfx$/i.test(name) || isPasswordPath(name)
}

/** The longest path of an output. @param folder absolute path of the output */
export function longestPath(folder: string, pfxFileName: string): string {
  return join(folder, STICK_FOLDER, passwordPath(pfxFileName))
}

/** The content of a stick. */
export interface MediaContent {
  readonly answerFile: Uint8Array
  /** DER. */
  readonly rootCertificate: Uint8Array
  readonly pfx: Uint8Array
  readonly pfxFileName: string
  /** Null if the answer file's own command does everything. */
  readonly script: {
    readonly text: Uint8Array
    /** Null if the script does not import. */
    readonly password: Uint8Array | null
  } | null
  /** The WLAN profile; null: none. */
  readonly wifi: Uint8Array | null
}

export function layOut(content: MediaContent): MediaTree {
  const files: [string, Uint8Array][] = [
    [MEDIA_PATHS.answerFile, content.answerFile],
    [MEDIA_PATHS.rootCertificate, content.rootCertificate],
    [pfxPath(content.pfxFileName), content.pfx],
  ]
  if (content.script !== null) {
    files.push([MEDIA_PATHS.script, content.script.text])
    const { password } = content.script
    if (password !== null) files.push([passwordPath(content.pfxFileName), password])
  }
  if (content.wifi !== null) files.push([MEDIA_PATHS.wifi, content.wifi])
  return makeTree(files)
}
