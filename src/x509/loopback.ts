// The certificate of a server on the loopback address: self-signed, valid for a day, never written to a disk.
import { signCertificate } from './certificate.ts'
import { basicConstraints, extendedKeyUsage, keyUsage, serverNames } from './extensions.ts'
import type { KeyPair } from './key-pair.ts'
import { encodeName } from './name.ts'
import { SERVER_AUTH_OID } from './oids.ts'

/** RFC 6761 §6.3 and RFC 1122 §3.2.1.3 (g). */
export const LOOPBACK_NAME = 'localhost'
export const LOOPBACK_ADDRESS = '127.0.0.1'

const BACKDATED_MS = 60_000
const LIFETIME_MS = 24 * 3_600_000

/** @returns DER */
export function signLoopbackCertificate(keyPair: KeyPair, serialNumber: string, now: Date): Uint8Array {
  const name = encodeName([{ type: 'commonName', value: LOOPBACK_NAME }])
  const start = Math.floor((now.getTime() - BACKDATED_MS) / 1000) * 1000
  const body = {
    serialNumber,
    issuer: name,
    validity: { notBefore: new Date(start), notAfter: new Date(start + LIFETIME_MS) },
    subject: name,
    publicKeyInfo: keyPair.publicKey.export({ type: 'spki', format: 'der' }),
    extensions: [
      basicConstraints('end-entity'),
      keyUsage(['digitalSignature']),
      extendedKeyUsage(SERVER_AUTH_OID),
      serverNames(LOOPBACK_NAME, Uint8Array.from(LOOPBACK_ADDRESS.split('.'), Number)),
    ],
  }
  return signCertificate(body, keyPair.privateKey)
}
