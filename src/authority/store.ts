// A CA folder on the disk: rootCA.crt, rootCA.key, settings.json, the certificate inventory, and the last CRL. authority.ts
// reads the root's files, inventory/ the inventory.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../errors.ts'
import type { Inventory, Surroundings } from '../inventory/inventory.ts'
import { createInventory, type InventoryOwner, openInventory } from '../inventory/open.ts'
import { removeIfPossible } from '../patience.ts'
import { shown } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'
import { openRoot, type SigningAuthority } from './authority.ts'
import { type Authority, decodeRootCertificate } from './root-certificate.ts'
import { type AuthoritySettings, formatSettings, parseSettings } from './settings.ts'
import {
  createFile,
  createFolder,
  placeFiles,
  readSmallFile,
  removeUnfinished,
  replaceFile,
  requireFolder,
} from './store-files.ts'
import { adviceOnOthers } from './store-other-files.ts'

/** How long to wait for another process that is creating a root in this folder. */
const CREATION_MS = 3000
const PAUSE_MS = 50

/** A new root, both files as PEM. */
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

  /** @throws UserError wrong-input: the folder does not exist; failed: it cannot be read */
  static async open(folder: string): Promise<AuthorityStore> {
    requireFolder(folder)
    return new AuthorityStore(folder)
  }

  /**
   * Creates the folder and a new root in it. Existing files are never overwritten. The key is written first, because only one
   * of several processes can create it, and the certificate last. A key without a certificate is an unfinished root that has
   * signed nothing.
   * @returns null if a root, or a part of one, already exists: see `rootIsThere`
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
      replaceFile(store.#path('rootCA.crt'), root.certificate) // in one step, because other processes wait for it
    } catch (error) {
      // Just created, and useless without its certificate; with it, another process may have begun to use both.
      if (store.#read('rootCA.crt') === null) removeIfPossible(store.#path('rootCA.key'))
      throw error
    }
    return store
  }

  /**
   * The root's certificate, for work without the key, which need not be readable. The certificate may have expired.
   * @throws UserError wrong-input: it does not exist, or is not a root's; failed: it cannot be read
   */
  async readAuthority(): Promise<Authority> {
    for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
      const certificate = this.#read('rootCA.crt')
      if (certificate !== null && certificate.length > 0) return decodeRootCertificate(certificate)
      const hasKey = this.#read('rootCA.key') !== null
      const mayCome = hasKey && waitedMs < CREATION_MS
      if (!mayCome && certificate !== null) return decodeRootCertificate(certificate)
      if (!mayCome) throw this.#incomplete(hasKey)
      await sleep(PAUSE_MS) // another process may be creating both files
    }
  }

  /**
   * The root, ready to sign.
   * @throws UserError as `readAuthority`, and wrong-input: it is not valid now, or its key cannot be used
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
   * @returns null if the root was never used with certstick
   * @throws UserError: it is damaged, missing, of another CA, or of a newer certstick
   */
  async openInventory(root: Root, surroundings: Surroundings): Promise<Inventory | null> {
    const { inventoryId } = await this.readSettings()
    return openInventory(this.#ownerOf(root), inventoryId, surroundings)
  }

  /** As `openInventory`, but creates it at the first use of a root. */
  async requireInventory(root: Root, surroundings: Surroundings, random: RandomBytes): Promise<Inventory> {
    const opened = await this.openInventory(root, surroundings)
    const settings = await this.readSettings()
    if (opened !== null && settings.inventoryId !== null) return opened
    opened?.close()
    const owner = this.#ownerOf(root)
    const inventoryId = await createInventory(owner, drawId(random))
    const inventory = await openInventory(owner, inventoryId, surroundings)
    if (inventory === null) throw new Error('an inventory that was just created is missing')
    await this.#changeSettings({ inventoryId }, inventory)
    return inventory
  }

  /** @param crlUrl checked by `checkCrlUrl`; null: new certificates name no CRL */
  setCrlUrl(crlUrl: string | null, inventory: Inventory): Promise<void> {
    return this.#changeSettings({ crlUrl }, inventory)
  }

  /** In a transaction of the inventory, so that of two processes neither undoes what the other has set. */
  #changeSettings(change: Partial<AuthoritySettings>, inventory: Inventory): Promise<void> {
    const path = this.#path('settings.json')
    return inventory.write(() => {
      const settings = parseSettings(this.#read('settings.json')?.toString() ?? null, path)
      replaceFile(path, formatSettings({ ...settings, ...change }))
    })
  }

  /**
   * Writes the newest CRL to the folder, as DER and PEM, readable by all users. Both are on the disk when this returns.
   * Only one process may do so at a time.
   * @throws UserError failed: the disk refused them, or another program has one of them open
   */
  writeCrl(crl: { readonly der: Uint8Array; readonly pem: string }, folder: string): void {
    createFolder(folder)
    removeUnfinished(folder, ['rootCA.crl', 'rootCA.crl.pem'])
    // The DER is the list that is recorded. If either cannot be replaced, it is still the recorded one.
    placeFiles([
      { path: join(folder, 'rootCA.crl.pem'), bytes: crl.pem },
      { path: join(folder, 'rootCA.crl'), bytes: crl.der },
    ])
  }

  /**
   * Keeps what a tenant had before it was changed, beside the inventory, readable by the owner only.
   * @returns the path of the new file
   */
  keepEntraState(text: string, at: string): string {
    for (let number = 1; ; number++) {
      const name = `entra-before-${at.replaceAll(/[-:]/g, '')}${number === 1 ? '' : `-${number}`}.json`
      if (createFile(this.#path(name), text)) return this.#path(name)
    }
  }

  #ownerOf({ certificate }: Root): InventoryOwner {
    return { folder: this.folder, rootSha256: createHash('sha256').update(certificate).digest('hex') }
  }

  #read(name: string): Buffer | null {
    return readSmallFile(this.#path(name))
  }

  /** An interrupted `create` leaves a key without a certificate. */
  #incomplete(hasKey: boolean): UserError {
    const hint = adviceOnOthers(this.folder, { certificate: true, key: !hasKey })
    return hasKey
      ? new UserError('wrong-input', `${shown(this.folder)} has rootCA.key but no rootCA.crt`, {
          hint:
            hint ??
            'restore rootCA.crt; or, if `certstick ca create` was interrupted, move rootCA.key away and run it again',
        })
      : new UserError('wrong-input', `${shown(this.folder)} has neither rootCA.crt nor rootCA.key`, {
          hint: hint ?? 'create a root CA with `certstick ca create`, or give the folder of your own',
        })
  }

  #keyIsMissing(): UserError {
    const hint = adviceOnOthers(this.folder, { certificate: false, key: true })
    return new UserError('wrong-input', `${shown(this.folder)} has rootCA.crt but no rootCA.key`, {
      hint: hint ?? 'restore rootCA.key; without it no certificate or CRL can be signed',
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
  return new UserError('wrong-input', `a root CA, or a part of one, already exists in ${shown(folder)}`, {
    hint: 'look at it with `certstick ca show`; for another root CA name another folder: `certstick ca create --ca NEW-FOLDER`',
  })
}
