// The receipt beside the stick's files: what was created, for people and scripts. It has no secret.
import { hash } from 'node:crypto'
import { isPasswordPath } from './layout.ts'
import type { MediaTree } from './tree.ts'

export interface Receipt {
  readonly name: string
  readonly userPrincipalName: string
  readonly device: string | null
  /** Lower-case hex. */
  readonly serialNumber: string
  /** SHA-1 of the DER, upper-case hex, as Windows shows it. */
  readonly thumbprint: string
  readonly sha256Fingerprint: string
  readonly rootThumbprint: string
  /** ISO 8601, whole seconds, UTC. */
  readonly notBefore: string
  readonly notAfter: string
  readonly key: string
  readonly pfx: string
  readonly store: string
  readonly import: string
  readonly strictImport: boolean
  readonly exportable: boolean
  /** Whether browsers take the certificate for Entra ID without asking. */
  readonly autoSelect: boolean
  readonly template: { readonly name: string; readonly sha256: string }
  /** Codes of findings about the answer file that were accepted. */
  readonly accepted: readonly string[]
  /** Path on the stick to SHA-256 of the file, lower-case hex. */
  readonly files: Readonly<Record<string, string>>
}

export function encodeReceipt(receipt: Receipt): Uint8Array {
  return Buffer.from(`${JSON.stringify(receipt, null, 2)}\n`)
}

/** Null if the bytes are not a receipt. The values are not checked here. */
export function decodeReceipt(bytes: Uint8Array): Receipt | null {
  try {
    const receipt: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return isReceipt(receipt) ? receipt : null
  } catch {
    return null
  }
}

const TEXTS = ['name', 'userPrincipalName', 'serialNumber', 'thumbprint', 'notAfter'] as const

/** Checks only what certstick reads: user, certificate and files. */
function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Readonly<Record<string, unknown>>
  const { device, files, accepted } = fields
  if (!Array.isArray(accepted) || accepted.some((code) => typeof code !== 'string')) return false
  if (TEXTS.some((field) => typeof fields[field] !== 'string')) return false
  if (device !== null && typeof device !== 'string') return false
  if (typeof files !== 'object' || files === null) return false
  return Object.values(files).every((hash) => typeof hash === 'string')
}

/** In place of a hash from which a chosen password could be guessed; opening the PFX proves that file. */
export const NOT_HASHED = 'not hashed, because it holds the password alone'

/** Path to SHA-256, lower-case hex. */
export function fileHashes(tree: MediaTree): Record<string, string> {
  return Object.fromEntries(
    [...tree].map(([path, bytes]) => [path, isPasswordPath(path) ? NOT_HASHED : hashOf(bytes)]),
  )
}

/** SHA-256, lower-case hex. */
export function hashOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex')
}
