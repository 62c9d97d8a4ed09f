// Who runs something on the device: SYSTEM, or a user who signed in; each with certificates and a registry of its own.
import type { X509Certificate } from 'node:crypto'

/** A registry hive: key, in lower case, to value name to text. */
export type Hive = Map<string, Map<string, string>>

export interface StoredCertificate {
  readonly certificate: X509Certificate
  readonly hasKey: boolean
  readonly exportable: boolean
}

export interface Stores {
  readonly root: X509Certificate[]
  readonly my: StoredCertificate[]
}

export interface Identity {
  /** Null for SYSTEM and for local accounts. */
  readonly userPrincipalName: string | null
  readonly isSystem: boolean
  /** Folder, without a backslash at its end. */
  readonly profile: string
  readonly hive: Hive
  /** CurrentUser's own; what is inherited from LocalMachine is not in here. */
  readonly stores: Stores
}

export function newStores(): Stores {
  return { root: [], my: [] }
}

export function systemIdentity(): Identity {
  const profile = String.raw`C:\Windows\System32\config\systemprofile`
  return { userPrincipalName: null, isSystem: true, profile, hive: new Map(), stores: newStores() }
}
