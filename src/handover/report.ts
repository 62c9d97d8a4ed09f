// What was exported, as text for people and as JSON.
import type { Certificate } from '../inventory/certificate.ts'
import type { MediaTree } from '../media/tree.ts'
import { joinLines } from '../screen-text.ts'
import { TARGETS, type Target } from './targets.ts'

export interface Exported {
  readonly target: Target
  /** Absolute in JSON, as the user would type it in text. */
  readonly folder: string
  readonly files: MediaTree
  /** Where PFX and password were found; null: there is no PFX among the files, or it was given. */
  readonly pfxSource: string | null
  /** Whether one of the files tells the PFX's password. */
  readonly holdsPassword: boolean
  readonly entry: Certificate
}

export function exportToJson({ target, folder, files, pfxSource, entry }: Exported): string {
  const { userPrincipalName, device, serialNumber, thumbprint, state } = entry
  const record = { pfxSource, userPrincipalName, device, serialNumber, thumbprint, state }
  return JSON.stringify({ target, folder, files: [...files.keys()], ...record }, null, 2)
}

/** A few calm lines. */
export function reportExport(exported: Exported): string {
  const { target, folder, files, pfxSource, holdsPassword, entry } = exported
  const { next, takesPfx } = TARGETS[target]
  const password = holdsPassword ? 'Its password too, in clear text.' : 'Tell the password by another way.'
  const secrecy = takesPfx
    ? `The folder is a secret: it holds the key. ${password}`
    : 'Nothing in the folder is secret.'
  const { userPrincipalName, device, state } = entry
  const whose = `${userPrincipalName}${device === null ? '' : ` on ${device}`}`
  return joinLines([
    `Files for ${target}, for the certificate of ${whose}, are in ${folder}.`,
    ...(pfxSource === null ? [] : [`The PFX is that of ${pfxSource}.`]),
    ...(state === 'issued' ? [] : [`Mind: this certificate is ${state}.`]),
    '',
    ...[...files.keys()].map((path) => `  ${path}`),
    '',
    `Next: ${next}. ${secrecy}`,
  ])
}
