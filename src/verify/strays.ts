// Finds what must not be on a stick: other keys, other users' PFX files, a second copy of a password, a CA's inventory.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { isErrno } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { fileNameKey } from '../media/file-name.ts'
import { isPasswordPath, MEDIA_PATHS, passwordPath, pfxPath } from '../media/layout.ts'
import { findFile, findPath, type Medium } from '../media/medium.ts'
import { shown } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import { toFinding } from './faults.ts'

/** What belongs on the stick according to its own commands. */
export interface Own {
  readonly pfxFileName: string
  readonly password: Secret
}

/** @param own null: it is not known what belongs there, so no PFX is reported */
export function checkStrays(medium: Medium, own: readonly Own[] | null): Finding[] {
  const pfx = own === null ? [] : pfxFiles(medium, own)
  return [...keys(medium), ...pfx, ...texts(medium, own), ...inventories(medium)]
}

/** Private keys outside a PFX. The worst is the root's, with which anybody can sign in as any user. */
function keys(medium: Medium): Finding[] {
  const root = findFile(medium, MEDIA_PATHS.rootCertificate)
  const findings: Finding[] = []
  for (const [path, bytes] of medium.files) {
    const key = readPrivateKey(bytes)
    if (key === null) continue
    const isRoots =
      /(?:^|\/)rootCA\.key$/i.test(path) || (root !== undefined && key !== 'locked' && belongs(key, root))
    findings.push(
      isRoots
        ? toFinding({
            code: 'ca-key-on-stick',
            subject: path,
            message: `${shown(path)} is the root CA’s private key; anybody who finds the stick can sign in as any user`,
            hint: 'remove it; if somebody else had the stick, replace the root CA',
          })
        : toFinding({
            code: 'private-key-on-stick',
            subject: path,
            message: `${shown(path)} is a private key; anybody who finds the stick can use it`,
            hint: 'remove it from the stick',
          }),
    )
  }
  return findings
}

/** Of Node, and of OpenSSL where it would ask on a terminal. */
const ASKS_FOR_PASSPHRASE = ['ERR_MISSING_PASSPHRASE', 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED']

/** `locked`: a key that needs a passphrase. Null: it is not a private key. */
function readPrivateKey(bytes: Uint8Array): KeyObject | 'locked' | null {
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = withoutZeros(key)
  const pem = text.search(/-----BEGIN [A-Z ]*PRIVATE KEY-----|^PuTTY-User-Key-File/m)
  if (pem >= 0) {
    try {
      return createPrivateKey(text.slice(pem))
    } catch {
      return 'locked' // or a kind of key that OpenSSL does not know; it is a secret in both cases
    }
  }
  if (!mayBeKeyDer(bytes)) return null
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key, format: 'der', type })
    } catch (error) {
      if (isErrno(error, ...ASKS_FOR_PASSPHRASE)) return 'locked'
    }
  }
  return null
}

/** So that ASCII in UTF-16, which Windows PowerShell writes into files, reads the same. */
function withoutZeros(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\0', '')
}

/**
 * How each kind of key begins: SEQUENCE, then version 0 or 1 (RFC 5958 §2, RFC 8017 appendix A.1.2, RFC 5915 §3), or the
 * algorithm of an encrypted key (RFC 5958 §3). Checked first, because OpenSSL needs a millisecond to refuse a file.
 */
function mayBeKeyDer(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30 || bytes[1] === undefined) return false
  const lengthBytes = bytes[1] > 0x80 ? bytes[1] - 0x80 : 0 // X.690 §8.1.3; BER's 0x80 has none
  const [tag, length, value, inner] = bytes.subarray(2 + lengthBytes)
  if (tag === 0x02) return length === 1 && (value === 0 || value === 1)
  return tag === 0x30 && (value === 0x06 || inner === 0x06)
}

function belongs(key: KeyObject, certificate: Uint8Array): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(key)
  } catch {
    return false // another check reports a certificate that cannot be read
  }
}

function pfxFiles(medium: Medium, own: readonly Own[]): Finding[] {
  const expected = new Set(own.map(({ pfxFileName }) => fileNameKey(pfxPath(pfxFileName))))
  return medium.paths
    .filter((path) => /\.(?:pfx|p12)$/i.test(path) && !expected.has(fileNameKey(path)))
    .map((path) =>
      toFinding({
        code: 'other-pfx',
        subject: path,
        message: `${shown(path)} is a PFX that no command on the stick imports; it may be another user’s`,
        hint: 'remove it from the stick',
      }),
    )
}

/** Shorter passwords occur in other texts by chance. */
const TELLING_LENGTH = 8

/** Where the password has to be: in the answer file, or in the file beside the script that reads it. */
function homesIn(medium: Medium, own: readonly Own[]): Set<string> {
  const read = findPath(medium, MEDIA_PATHS.script) === null ? [] : own
  const beside = read.map(({ pfxFileName }) => passwordPath(pfxFileName))
  return new Set([MEDIA_PATHS.answerFile, ...beside].map(fileNameKey))
}

/** Looks no further than the next `certutil`, so that a search stays linear. */
const IMPORT_COMMAND = /certutil(?:(?!certutil)[^\r\n])*-importpfx/i

function texts(medium: Medium, named: readonly Own[] | null): Finding[] {
  const own = named ?? []
  const homes = homesIn(medium, own)
  // As bytes, because Node never ends a search for UTF-16 text at an odd address (nodejs/node#65959).
  const passwords = own
    .map(({ password }) => password.reveal())
    .filter((text) => text.length >= TELLING_LENGTH)
    .flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')])
  const findings: Finding[] = []
  for (const [path, bytes] of medium.files) {
    if (homes.has(fileNameKey(path))) continue
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const hint = 'remove it from the stick'
    if (named !== null && isPasswordPath(path)) {
      const message = `${shown(path)} is a PFX’s password that nothing on the stick reads`
      findings.push(toFinding({ code: 'password-on-stick', subject: path, message, hint }))
    } else if (passwords.some((password) => content.includes(password))) {
      const message = `${shown(path)} contains the PFX’s password`
      findings.push(toFinding({ code: 'password-on-stick', subject: path, message, hint }))
    } else if (IMPORT_COMMAND.test(withoutZeros(content))) {
      const message = `${shown(path)} holds an import command, and with it a password`
      findings.push(toFinding({ code: 'stray-command', subject: path, message, hint }))
    }
  }
  return findings
}

function inventories({ paths }: Medium): Finding[] {
  return paths
    .filter((path) => /(?:^|\/)inventory\.db(?:-journal)?$/i.test(path))
    .map((path) =>
      toFinding({
        code: 'inventory-on-stick',
        subject: path,
        message: `${shown(path)} is a CA’s certificate inventory, which lists every user`,
        hint: 'remove it from the stick; if it was moved here, put it back into the CA folder',
      }),
    )
}
