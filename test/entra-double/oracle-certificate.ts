// What the oracle reads of a certificate and of a CRL: by node-forge's ASN.1 and Node's own X509Certificate, not by src.
import { createHash, createVerify, type KeyObject, X509Certificate } from 'node:crypto'
import forge from 'node-forge'

type Node = forge.asn1.Asn1

export interface SeenCertificate {
  readonly parsed: X509Certificate
  readonly thumbprint: string
  readonly principalNames: readonly string[]
  readonly mails: readonly string[]
  /** Upper-case hex. */
  readonly subjectKeyIdentifier: string | null
  readonly authorityKeyIdentifier: string | null
  readonly policies: readonly string[]
  /** Upper-case hex without leading zeros. */
  readonly serialNumber: string
}

export function readCertificate(der: Uint8Array): SeenCertificate {
  const parsed = new X509Certificate(der)
  const [body] = childrenOf(decode(der))
  const extensions = childrenOf(childrenOf(body).find((one) => isContext(one, 3))?.value[0] as Node)
  const extension = (oid: string): Node | null => {
    const found = extensions.find((one) => oidOf(childrenOf(one)[0]) === oid)
    return found === undefined ? null : decode(bytesOf(childrenOf(found).at(-1)))
  }
  const names = childrenOf(extension('2.5.29.17'))
  const other = names.filter((one) => isContext(one, 0))
  const upn = other.filter((one) => oidOf(childrenOf(one)[0]) === '1.3.6.1.4.1.311.20.2.3')
  const authority = childrenOf(extension('2.5.29.35')).find((one) => isContext(one, 0))
  const ski = extension('2.5.29.14')
  return {
    parsed,
    thumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
    principalNames: upn.map((one) => textOf(childrenOf(childrenOf(one)[1])[0])),
    mails: names.filter((one) => isContext(one, 1)).map(textOf),
    subjectKeyIdentifier: ski === null ? null : hexOf(ski),
    authorityKeyIdentifier: authority === undefined ? null : hexOf(authority),
    policies: childrenOf(extension('2.5.29.32')).map((one) => oidOf(childrenOf(one)[0])),
    serialNumber: parsed.serialNumber.replace(/^0+/, ''),
  }
}

export interface SeenCrl {
  readonly thisUpdate: Date
  readonly nextUpdate: Date | null
  readonly authorityKeyIdentifier: string | null
  readonly revoked: ReadonlySet<string>
  readonly isSignedBy: (key: KeyObject) => boolean
}

const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
}

/** @throws where it is no CRL in DER */
export function readCrl(der: Uint8Array): SeenCrl {
  const outer = decode(der)
  const [body, algorithm, signature] = childrenOf(outer)
  const fields = childrenOf(body)
  const times = fields.filter((one) => isTime(one)).map(timeOf)
  const extensions = childrenOf(fields.find((one) => isContext(one, 0))?.value[0] as Node | undefined)
  const authority = extensions.find((one) => oidOf(childrenOf(one)[0]) === '2.5.29.35')
  const identifier = authority === undefined ? [] : childrenOf(decode(bytesOf(childrenOf(authority).at(-1))))
  const key = identifier.find((one) => isContext(one, 0))
  // The list of revoked certificates is the sequence after the times; the issuer and the algorithm are before them.
  const list = fields
    .slice(fields.findIndex(isTime) + times.length)
    .find((one) => one.tagClass === 0 && one.type === 16)
  const revoked = childrenOf(list).map((one) => hexOf(childrenOf(one)[0]).replace(/^0+/, ''))
  if (times[0] === undefined || signature === undefined) throw new Error('it is no CRL')
  const signed = Buffer.from(forge.asn1.toDer(body as Node).getBytes(), 'binary')
  const hash = HASHES[oidOf(childrenOf(algorithm)[0])] ?? 'sha256'
  return {
    thisUpdate: times[0],
    nextUpdate: times[1] ?? null,
    authorityKeyIdentifier: key === undefined ? null : hexOf(key),
    revoked: new Set(revoked),
    isSignedBy: (publicKey) =>
      createVerify(hash).update(signed).verify(publicKey, bytesOf(signature).subarray(1)), // after the count of unused bits
  }
}

function decode(der: Uint8Array): Node {
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false }
  return forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(der).toString('binary')), options as never)
}

function childrenOf(node: Node | null | undefined): readonly Node[] {
  return Array.isArray(node?.value) ? (node.value as Node[]) : []
}

function bytesOf(node: Node | undefined): Buffer {
  return Buffer.from(typeof node?.value === 'string' ? node.value : '', 'binary')
}

function hexOf(node: Node | undefined): string {
  return bytesOf(node).toString('hex').toUpperCase()
}

function textOf(node: Node | undefined): string {
  return bytesOf(node).toString('utf8')
}

function oidOf(node: Node | undefined): string {
  return node?.type === 6 ? forge.asn1.derToOid(String(node.value)) : ''
}

function isContext(node: Node, tag: number): boolean {
  return node.tagClass === 0x80 && node.type === tag
}

function isTime(node: Node): boolean {
  return node.tagClass === 0 && (node.type === 23 || node.type === 24)
}

function timeOf(node: Node): Date {
  const text = String(node.value)
  return node.type === 23 ? forge.asn1.utcTimeToDate(text) : forge.asn1.generalizedTimeToDate(text)
}
