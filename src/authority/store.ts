// A CA folder on the disk: rootCA.crt, rootCA.key, settings.json, ledger.jsonl with its index, and the last CRL. What the root's
// files hold is judged in authority.ts; how the ledger is written, in store-ledger.ts; who may, in store-lock.ts.
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { openRoot, type SigningAuthority } from './authority.ts'
import type { CrlSource } from './crl-reader.ts'
import type { Issued, LedgerEntry, LedgerState } from './ledger.ts'
import type { LedgerReading } from './ledger-reader.ts'
import { type Authority, decodeRootCertificate } from './root-certificate.ts'
import { isEncryptedKey } from './root-key.ts'
import { type AuthoritySettings, formatSettings, parseSettings } from './settings.ts'
import {
  createFile,
  createFolder,
  readSmallFile,
  removeIfPossible,
  replaceFile,
  requireFolder,
  stageFile,
  syncFolder,
  usePartsOfFile,
} from './store-files.ts'
import { LedgerWriter, readIssuedLine, readLedgerFile } from './store-ledger.ts'
import { refreshLedgerIndex } from './store-ledger-index.ts'
import { lockFolder, type OnWait } from './store-lock.ts'
import { adviceOnOthers } from './store-other-files.ts'

/** Past any that is in use: Entra ID takes 20 MB at most. */
const LARGEST_CRL_BYTES = 1 << 28
/** Web servers run as somebody else. */
const PUBLIC_MODE = 0o644

/** A root that was just made: both as PEM. */
export interface NewRoot {
  readonly certificate: string
  readonly privateKey: string
}

/** An open CA folder. It keeps what it read of the ledger, so that reading again costs only what was added. */
export class AuthorityStore {
  readonly folder: string
  /** Null: nothing was read yet, or it is of no use. */
  #reading: LedgerReading | null = null

  private constructor(folder: string) {
    this.folder = folder
  }

  /** @throws UserError wrong-input: no such folder; failed: it may not be read */
  static async open(folder: string): Promise<AuthorityStore> {
    requireFolder(folder)
    return new AuthorityStore(folder)
  }

  /**
   * Makes the folder and puts a new root into it; nothing that is there is ever overwritten. The key comes before
   * its certificate: a key alone is a root that was never finished, and has signed nothing.
   * @returns null where a root, or a part of one, is there: see `rootIsThere`
   * @throws UserError failed: the disk refused
   */
  static async create(
    folder: string,
    root: NewRoot,
    settings: AuthoritySettings,
  ): Promise<AuthorityStore | null> {
    createFolder(folder)
    const store = new AuthorityStore(folder)
    const lock = await lockFolder(folder, () => {})
    try {
      const parts = [await store.#read('rootCA.crt'), await store.#read('rootCA.key')]
      if (parts.some((part) => part !== null)) return null
      await createFile(store.#path('rootCA.key'), root.privateKey)
      try {
        await replaceFile(store.#path('settings.json'), formatSettings(settings))
        await replaceFile(store.#path('rootCA.crt'), root.certificate) // whole at once: others wait for it
      } catch (error) {
        removeIfPossible(store.#path('rootCA.key')) // made a moment ago, and good for nothing
        throw error
      }
      return store
    } finally {
      lock.release()
    }
  }

  /**
   * The root's certificate, for what needs no key: the key need not even be readable. It may have expired.
   * @throws UserError wrong-input: there is none, or it is no root's; failed: it may not be read
   */
  async readAuthority(): Promise<Authority> {
    let certificate = await this.#read('rootCA.crt')
    const hasKey = certificate === null && (await this.#read('rootCA.key')) !== null
    if (hasKey) {
      await this.#untilCreated()
      certificate = await this.#read('rootCA.crt')
    }
    if (certificate === null) throw this.#incomplete(hasKey)
    return decodeRootCertificate(certificate)
  }

  /** Whether `openAuthority` will want a passphrase. */
  async needsPassphrase(): Promise<boolean> {
    const key = await this.#read('rootCA.key')
    return key !== null && isEncryptedKey(key)
  }

  /**
   * The root, ready to sign.
   * @throws UserError as `readAuthority`, and wrong-input where it is not valid now, or what is wrong with its key
   */
  async openAuthority(passphrase: Secret | null, now: Date): Promise<SigningAuthority> {
    const certificate = await this.#read('rootCA.crt')
    const privateKey = await this.#read('rootCA.key')
    if (certificate === null) throw this.#incomplete(privateKey !== null)
    if (privateKey === null) throw this.#keyIsMissing()
    return openRoot({ certificate, privateKey }, passphrase, now)
  }

  /** @throws UserError wrong-input: settings.json is not what certstick writes */
  async readSettings(): Promise<AuthoritySettings> {
    return parseSettings((await this.#read('settings.json'))?.toString() ?? null, this.#path('settings.json'))
  }

  /**
   * Without the lock, so others may be writing. The note says that the last line was not finished, which a write
   * that is going on looks like too.
   * @throws UserError failed: unreadable or damaged, each damaged line a problem
   */
  readLedger(): { readonly state: LedgerState; readonly note: string | null } {
    const { ledger, unfinished } = this.#readLedger()
    const note = unfinished === 0 ? null : 'the last line of ledger.jsonl is unfinished and was left out'
    return { state: ledger, note }
  }

  /** The answers and the certificate of an entry; null: it was only intended. */
  readIssued(entry: LedgerEntry): Issued | null {
    return entry.place === null ? null : readIssuedLine(this.#path('ledger.jsonl'), entry.place)
  }

  /**
   * Holds the lock while the work goes on; its state is up to date until then.
   * @throws UserError failed: unreadable, damaged or not writable
   */
  async write<T>(onWait: OnWait, work: (ledger: LedgerWriter) => Promise<T>): Promise<T> {
    const lock = await lockFolder(this.folder, onWait)
    try {
      const reading = this.#readLedger()
      const ledger = await LedgerWriter.open(this.#path('ledger.jsonl'), reading, lock)
      try {
        return await work(ledger)
      } finally {
        await ledger.close()
        if (ledger.failed)
          this.#reading = null // because the disk may not have what the state has
        else refreshLedgerIndex(this.#path('ledger.jsonl'), reading)
      }
    } finally {
      lock.release()
    }
  }

  /** What is to be known of `rootCA.crl`, in this folder or another: the CRL that the next one replaces. Null: none. */
  readCrl<Known>(folder: string, inspect: (source: CrlSource) => Known): Known | null {
    return usePartsOfFile(join(folder, 'rootCA.crl'), LARGEST_CRL_BYTES, inspect)
  }

  /**
   * Puts the newest CRL into the folder, DER and PEM, for all to read; the last one stays there until it is on record.
   * @param record is called once both are on the disk, and done when it is on record
   * @throws UserError failed: the disk refused them, and nothing is on record
   */
  async writeCrl(
    crl: { readonly der: Uint8Array; readonly pem: Iterable<Uint8Array> },
    folder: string,
    record: () => Promise<void>,
  ): Promise<void> {
    createFolder(folder)
    const staging = [
      stageFile(join(folder, 'rootCA.crl'), crl.der, PUBLIC_MODE),
      stageFile(join(folder, 'rootCA.crl.pem'), crl.pem, PUBLIC_MODE),
    ]
    try {
      await Promise.all(staging)
      await record()
    } catch (error) {
      for (const staged of staging) await staged.then((file) => file.discard()).catch(() => {})
      throw error
    }
    for (const staged of staging) await (await staged).place()
    await syncFolder(folder)
  }

  #readLedger(): LedgerReading {
    const reading = this.#reading
    this.#reading = null // because a reading that met damage is of no more use
    this.#reading = readLedgerFile(this.#path('ledger.jsonl'), reading)
    return this.#reading
  }

  /** Where another process is at it right now; what cannot be locked is not being made. */
  async #untilCreated(): Promise<void> {
    const lock = await lockFolder(this.folder, () => {}).catch(() => null)
    lock?.release()
  }

  #read(name: string): Promise<Buffer | null> {
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

export function rootIsThere(folder: string): UserError {
  return new UserError('wrong-input', `there is already a root CA, or a part of one, in "${folder}"`, {
    hint: 'use it, or choose another folder; rootCA.crt and rootCA.key are never overwritten',
  })
}
