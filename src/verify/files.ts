// The files of a medium against the receipt, and what must never be among them.
import { createPrivateKey } from 'node:crypto'
import type { Finding } from '../finding.ts'
import type { MediaTree } from '../media/tree.ts'
import { fileHashes, type Receipt } from '../receipt.ts'

/** Files that the receipt names and that are missing or changed, and files that it does not name. */
export function checkHashes(tree: MediaTree, receipt: Receipt): Finding[] {
  const found = fileHashes(tree)
  const findings: Finding[] = []
  for (const [path, hash] of Object.entries(receipt.files)) {
    if (found[path] === undefined) {
      findings.push(finding('file-missing', path, 'is on the receipt and not on the stick'))
    } else if (found[path] !== hash) {
      findings.push(finding('file-changed', path, 'is not as the receipt has it'))
    }
  }
  for (const path of tree.keys()) {
    if (receipt.files[path] === undefined)
      findings.push(finding('file-unknown', path, 'is not on the receipt'))
  }
  return findings
}

/** A private key outside a PFX: above all the root's, which would let its finder sign in as anybody. */
export function checkNoCaKey(tree: MediaTree): Finding[] {
  const findings: Finding[] = []
  for (const [path, bytes] of tree) {
    if (!holdsPrivateKey(bytes)) continue
    const message = `${path} is a private key; whoever finds the stick can use it`
    const hint = 'take it off the stick; if it is the root CA’s, treat the CA as lost'
    findings.push({ severity: 'error', code: 'private-key-on-stick', message, hint, subject: path })
  }
  return findings
}

/** Encodings of a private key that OpenSSL writes without encryption. */
const KEY_TYPES = ['pkcs8', 'pkcs1', 'sec1'] as const

function holdsPrivateKey(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1')
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return true
  return KEY_TYPES.some((type) => {
    try {
      createPrivateKey({ key: Buffer.from(bytes), format: 'der', type })
      return true
    } catch (error) {
      // An encrypted PKCS#8 asks for its passphrase (ERR_MISSING_PASSPHRASE or OpenSSL's "interrupted").
      return error instanceof Error && /passphrase|interrupted or cancelled/i.test(error.message)
    }
  })
}

function finding(code: string, path: string, what: string): Finding {
  return { severity: 'error', code, message: `${path} ${what}`, hint: 'make the media again', subject: path }
}
