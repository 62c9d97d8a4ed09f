// Formats what was exported, as text and as JSON.
import type { Certificate } from '../inventory/certificate.ts'
import type { MediaTree } from '../media/tree.ts'
import { joinLines, shown } from '../screen-text.ts'
import { TARGETS, type Target } from './targets.ts'

export interface Exported {
  readonly target: Target
  /** Absolute in JSON, as the user would type it in text. */
  readonly folder: string
  readonly files: MediaTree
  /** Where PFX and password were found; null: the files have no PFX, or the user gave it. */
  readonly pfxSource: string | null
  /** Whether one of the files contains the PFX's password. */
  readonly holdsPassword: boolean
  /** The file that the password was saved to; null: none. */
  readonly passwordOut: string | null
  readonly entry: Certificate
}

export function exportToJson({ target, folder, files, pfxSource, entry }: Exported): string {
  const { userPrincipalName, device, serialNumber, thumbprint, state } = entry
  const record = { pfxSource, userPrincipalName, device, serialNumber, thumbprint, state }
  return JSON.stringify({ target, folder, files: [...files.keys()], ...record }, null, 2)
}

export function reportExport(exported: Exported): string {
  const { target, folder, files, pfxSource, holdsPassword, passwordOut, entry } = exported
  const { next, takesPfx } = TARGETS[target]
  const password = holdsPassword
    ? 'It also has the password in clear text.'
    : passwordOut === null
      ? `Give the password to the user in another way${pfxSource === null ? '' : '; --password-out saves it'}.`
      : `Give the password in ${shown(passwordOut)} to the user in another way.`
  const secrecy = takesPfx
    ? `The folder is a secret: it has the key. ${password}`
    : 'Nothing in the folder is secret.'
  const { userPrincipalName, device, state } = entry
  const whose = `${userPrincipalName}${device === null ? '' : ` on ${device}`}`
  return joinLines([
    `The files for ${target} with the certificate of ${whose} are in ${shown(folder)}.`,
    ...(pfxSource === null ? [] : [`The PFX was taken from ${pfxSource}.`]),
    ...(state === 'issued' ? [] : [`warning: this certificate is ${state}.`]),
    '',
    ...[...files.keys()].map((path) => `  ${path}`),
    '',
    `Next: ${next}. ${secrecy}`,
  ])
}
