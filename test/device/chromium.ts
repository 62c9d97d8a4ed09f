// Which certificates Edge and Chrome would offer to a site that asks for one from this root.
// net/ssl/client_cert_store_win.cc: CurrentUser\MY alone; clientAuth or no EKU; in date; with its key.
import type { X509Certificate } from 'node:crypto'
import { run } from '../support/tools.ts'
import type { Identity } from './identity.ts'

export interface Offer {
  readonly userPrincipalName: string | null
  readonly certificate: X509Certificate
}

export function offers(who: Identity, { root, now }: { root: X509Certificate; now: Date }): Offer[] {
  return who.stores.my
    .filter(({ certificate, hasKey }) => hasKey && certificate.verify(root.publicKey))
    .filter(
      ({ certificate }) => new Date(certificate.validFrom) <= now && now <= new Date(certificate.validTo),
    )
    .map(({ certificate }) => ({ certificate, extensions: readExtensions(certificate) }))
    .filter(({ extensions }) =>
      allows(extensions, /Extended Key Usage:[^\n]*\n\s*([^\n]*)/, 'TLS Web Client Authentication'),
    )
    .filter(({ extensions }) =>
      allows(extensions, /X509v3 Key Usage:[^\n]*\n\s*([^\n]*)/, 'Digital Signature'),
    )
    .map(({ certificate, extensions }) => {
      // OpenSSL 3 names Microsoft's OID: it was added for 1.3.6.1.4.1.311.20.2.3 as "Microsoft User Principal Name".
      const userPrincipalName = /othername: UPN:+([^\s,]+)/.exec(extensions)?.[1] ?? null
      return { certificate, userPrincipalName }
    })
}

function allows(extensions: string, extension: RegExp, usage: string): boolean {
  const usages = extension.exec(extensions)?.[1]
  return usages === undefined || usages.includes(usage)
}

const read = new Map<string, string>()

function readExtensions(certificate: X509Certificate): string {
  const known = read.get(certificate.fingerprint256)
  if (known !== undefined) return known
  const args = ['x509', '-noout', '-ext', 'keyUsage,extendedKeyUsage,subjectAltName']
  const { stdout } = run('openssl', args, certificate.toString())
  read.set(certificate.fingerprint256, stdout)
  return stdout
}
