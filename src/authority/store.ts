// A CA folder on the disk: rootCA.crt, rootCA.key, settings.json, the certificate inventory, and the last CRL. What the root's
// files hold is judged in authority.ts; what the inventory is, in inventory/.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../errors.ts'
import type { Inventory, Surroundings } from '../inventory/inventory.ts'
import { createInventory, type InventoryOwner, openInventory } from '../inventory/open.ts'
import type { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'
import { openRoot, type SigningAuthority } from './authority.ts'
import { type Authority, decodeRootCertificate } from './root-certificate.ts'
import { isEncryptedKey } from './root-key.ts'
import { type AuthoritySettings, formatSettings, parseSettings } from './settings.ts'
import {
  createFile,
  createFolder,
  placeFiles,
  readSmallFile,
  removeIfPossible,
  replaceFile,
  requireFolder,
} from './store-files.ts'
import { adviceOnOthers } from './store-other-files.ts'

/** Past any that is in use: Entra ID takes 20 MB at most. */
const LARGEST_CRL_BYTES = 1 << 28
/** How long another process has to end what it began in this folder: a few small files. */
const CREATION_MS = 3000
const PAUSE_MS = 50

/** A root that was just made: both as PEM. */
export interface NewRoot {
  readonly certificate: string
  readonly privateKey: string
}

type Root = Pick<Authority, 'certificate'>

/** An open CA folder. */
export class AuthorityStore {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** @throws UserError wrong-input: no such folder; failed: it may not be read */
  static async open(folder: string): Promise<AuthorityStore> {
    requireFolder(folder)
    return new AuthorityStore(folder)
  }

  /**
   * Makes the folder and puts a new root into it; nothing that exists is ever overwritten. The key comes first, because of
   * several processes only one can create it, and the certificate last: a key alone is a root that was never finished, and
   * has signed nothing.
   * @returns null where a root, or a part of one, exists: see `rootIsThere`
   * @throws UserError failed: the disk refused
   */
  static async create(
    folder: string,
    root: NewRoot,
    { crlUrl, random }: Pick<AuthoritySettings, 'crlUrl'> & { readonly random: RandomBytes },
  ): Promise<AuthorityStore | null> {
    createFolder(folder)
    const store = new AuthorityStore(folder)
    const parts = [store.#read('rootCA.crt'), store.#read('rootCA.key')]
    if (parts.some((part) => part !== null)) return null
    if (!createFile(store.#path('rootCA.key'), root.privateKey)) return null
    try {
      const owner = store.#ownerOf(decodeRootCertificate(Buffer.from(root.certificate)))
      const inventoryId = await createInventory(owner, drawId(random))
      replaceFile(store.#path('settings.json'), formatSettings({ crlUrl, inventoryId }))
      replaceFile(store.#path('rootCA.crt'), root.certificate) // whole at once: others wait for it
    } catch (error) {
      removeIfPossible(store.#path('rootCA.key')) // made a moment ago, and good for nothing
      throw error
    }
    return store
  }

  /**
   * The root's certificate, for what needs no key: the key need not even be readable. It may have expired.
   * @throws UserError wrong-input: there is none, or it is no root's; failed: it may not be read
   */
  async readAuthority(): Promise<Authority> {
    for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
      const certificate = this.#read('rootCA.crt')
      if (certificate !== null && certificate.length > 0) return decodeRootCertificate(certificate)
      const hasKey = this.#read('rootCA.key') !== null
      const mayCome = hasKey && waitedMs < CREATION_MS
      if (!mayCome && certificate !== null) return decodeRootCertificate(certificate)
      if (!mayCome) throw this.#incomplete(hasKey)
      await sleep(PAUSE_MS) // because another process may be creating the two
    }
  }

  /** Whether `openAuthority` will want a passphrase. */
  async needsPassphrase(): Promise<boolean> {
    const key = this.#read('rootCA.key')
    return key !== null && isEncryptedKey(key)
  }

  /**
   * The root, ready to sign.
   * @throws UserError as `readAuthority`, and wrong-input where it is not valid now, or what is wrong with its key
   */
  async openAuthority(passphrase: Secret | null, now: Date): Promise<SigningAuthority> {
    const certificate = this.#read('rootCA.crt')
    const privateKey = this.#read('rootCA.key')
    if (certificate === null) throw this.#incomplete(privateKey !== null)
    if (privateKey === null) throw this.#keyIsMissing()
    return openRoot({ certificate, privateKey }, passphrase, now)
  }

  /** @throws UserError wrong-input: settings.json is not what certstick writes */
  async readSettings(): Promise<AuthoritySettings> {
    return parseSettings(this.#read('settings.json')?.toString() ?? null, this.#path('settings.json'))
  }

  /**
   * The certificate inventory of this folder's root.
   * @returns null where the root was never used with certstick
   * @throws UserError where it is damaged, missing, another CA's, or a newer certstick's
   */
  async openInventory(root: Root, surroundings: Surroundings): Promise<Inventory | null> {
    const { inventoryId } = await this.readSettings()
    return openInventory(this.#ownerOf(root), inventoryId, surroundings)
  }

  /** As `openInventory`; it is created at a root's first use. */
  async requireInventory(root: Root, surroundings: Surroundings, random: RandomBytes): Promise<Inventory> {
    const opened = await this.openInventory(root, surroundings)
    const settings = await this.readSettings()
    if (opened !== null && settings.inventoryId !== null) return opened
    opened?.close()
    const inventoryId = await createInventory(this.#ownerOf(root), drawId(random))
    replaceFile(this.#path('settings.json'), formatSettings({ ...settings, inventoryId }))
    return this.requireInventory(root, surroundings, random)
  }

  /** `rootCA.crl` in this folder or another: the CRL that the next one replaces. Null: none. */
  readCrl(folder: string): Buffer | null {
    return readSmallFile(join(folder, 'rootCA.crl'), LARGEST_CRL_BYTES)
  }

  /**
   * Puts the newest CRL into the folder, DER and PEM, for everybody to read. When it returns, both are on the disk.
   * @throws UserError failed: the disk refused them
   */
  writeCrl(crl: { readonly der: Uint8Array; readonly pem: string }, folder: string): void {
    createFolder(folder)
    placeFiles([
      { path: join(folder, 'rootCA.crl'), bytes: crl.der },
      { path: join(folder, 'rootCA.crl.pem'), bytes: crl.pem },
    ])
  }

  #ownerOf({ certificate }: Root): InventoryOwner {
    return { folder: this.folder, rootSha256: createHash('sha256').update(certificate).digest('hex') }
  }

  #read(name: string): Buffer | null {
    return readSmallFile(this.#path(name))
  }

  /** A key alone is what an interrupted `create` leaves. */
  #incomplete(hasKey: boolean): UserError {
    const hint = adviceOnOthers(this.folder, { certificate: true, key: !hasKey })
    return hasKey
      ? new UserError('wrong-input', `"${this.folder}" holds rootCA.key but no rootCA.crt`, {
          hint:
            hint ??
            'put its certificate beside it; if `certstick ca create` was interrupted, the key has signed nothing: move it away and run that again',
        })
      : new UserError('wrong-input', `"${this.folder}" holds neither rootCA.crt nor rootCA.key`, {
          hint: hint ?? 'make a root CA with `certstick ca create`, or give the folder that holds yours',
        })
  }

  #keyIsMissing(): UserError {
    const hint = adviceOnOthers(this.folder, { certificate: false, key: true })
    return new UserError('wrong-input', `"${this.folder}" holds rootCA.crt but no rootCA.key`, {
      hint: hint ?? 'put its private key beside it; without it nothing can be issued or revoked',
    })
  }

  #path(name: string): string {
    return join(this.folder, name)
  }
}

function drawId(random: RandomBytes): string {
  return Buffer.from(random(16)).toString('hex')
}

export function rootIsThere(folder: string): UserError {
  return new UserError('wrong-input', `there is already a root CA, or a part of one, in "${folder}"`, {
    hint: 'use it, or choose another folder; rootCA.crt and rootCA.key are never overwritten',
  })
}
