// What a file is that was given as a PFX and is none, and how a PFX is made of it.
import { readParts } from '../../authority/file-parts.ts'
import { unlessRefused } from '../../errors.ts'

export interface Mistaken {
  readonly message: string
  readonly hint: string
}

/** The first bytes of Java's own keystores, JKS and JCEKS. */
const JAVA = ['feedfeed', 'cececece']

/** Null: it is not known either. */
export function mistakenForPfx(bytes: Uint8Array): Mistaken | null {
  if (JAVA.includes(Buffer.from(bytes.subarray(0, 4)).toString('hex'))) {
    const hint =
      'convert it: keytool -importkeystore -srckeystore OLD.jks -destkeystore NEW.pfx -deststoretype PKCS12'
    return { message: 'this is a Java keystore, not a PFX', hint }
  }
  const kinds = unlessRefused(() => readParts(bytes), []).map(({ kind }) => kind)
  const [hasKey, hasCertificate] = [kinds.includes('key'), kinds.includes('certificate')]
  if (hasKey && hasCertificate) {
    const hint = 'make a PFX of it: openssl pkcs12 -export -in FILE -out NEW.pfx'
    return { message: 'this is a certificate and a private key as PEM, not a PFX', hint }
  }
  if (hasKey) {
    const hint =
      'make a PFX of it and its certificate: openssl pkcs12 -export -inkey FILE -in CERTIFICATE -out NEW.pfx'
    return { message: 'this is a private key without a certificate, not a PFX', hint }
  }
  if (!hasCertificate) return null
  return {
    message: 'this is a certificate without a private key, not a PFX',
    hint: 'give the PFX that holds its private key too',
  }
}
