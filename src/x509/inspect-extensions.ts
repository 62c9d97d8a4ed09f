// Reads the extensions that certstick needs, strictly. All others are ignored.
// Source: RFC 5280 §4.2.
import {
  contextTag,
  type Element,
  expectTag,
  malformed,
  readElement,
  readElements,
  readSequence,
  TAG,
} from './der-reader.ts'
import { readBitString, readBoolean, readObjectIdentifier, readSmallInteger, readText } from './der-values.ts'
import { KEY_USAGES, type KeyUsage } from './extensions.ts'
import { EXTENSION_OIDS, USER_PRINCIPAL_NAME_OID } from './oids.ts'

/** Null if the certificate does not have the extension; empty lists if it has no names. */
export interface ExtensionFacts {
  readonly basicConstraints: {
    readonly isCa: boolean
    readonly critical: boolean
    readonly pathLength: number | null
  } | null
  readonly keyUsage: readonly KeyUsage[] | null
  /** OIDs. */
  readonly extendedKeyUsage: readonly string[] | null
  /** Lower-case hex. */
  readonly subjectKeyIdentifier: string | null
  /** Lower-case hex. */
  readonly authorityKeyIdentifier: string | null
  /** From the subjectAltName. */
  readonly userPrincipalNames: readonly string[]
  /** From the subjectAltName. */
  readonly emailAddresses: readonly string[]
  readonly nameConstraints: NameConstraints | null
  readonly policyConstraints: {
    readonly critical: boolean
    /** After so many more certificates each must name a policy; null: none need. */
    readonly requireExplicitPolicy: number | null
  } | null
  /** Whether it names TLS features, such as OCSP stapling. */
  readonly hasTlsFeature: boolean
  /** OIDs of all critical extensions. */
  readonly criticalExtensions: readonly string[]
  /** OIDs. */
  readonly certificatePolicies: readonly string[]
}

/** Which kinds of names it limits; the names themselves are for verifiers. */
export interface NameConstraints {
  readonly permitted: readonly NameKind[]
  readonly excluded: readonly NameKind[]
}

/** By their tags in a GeneralName, RFC 5280 §4.2.1.6. */
const NAME_KINDS = [
  'other name',
  'e-mail address',
  'DNS name',
  'X.400 address',
  'directory name',
  'EDI party name',
  'URI',
  'IP address',
  'registered ID',
] as const
export type NameKind = (typeof NAME_KINDS)[number]

export interface ReadExtension {
  readonly critical: boolean
  readonly value: Element
}

/** The value of an extension of a certificate or CRL by its name; null if it does not exist. */
export type FindExtension = <Facts>(
  name: keyof typeof EXTENSION_OIDS,
  reader: (found: ReadExtension) => Facts,
) => Facts | null

/** By OID. */
type Extensions = ReadonlyMap<string, { readonly critical: boolean; readonly octets: Uint8Array }>

/** @throws UserError wrong-input: an extension is malformed, or occurs twice (RFC 5280 §4.2) */
export function indexExtensions(elements: readonly Element[]): FindExtension {
  return finderIn(collectExtensions(elements))
}

function collectExtensions(elements: readonly Element[]): Extensions {
  const extensions = new Map<string, { critical: boolean; octets: Uint8Array }>()
  for (const element of elements) {
    const [type, ...rest] = readSequence(element, 'an Extension')
    const oid = readObjectIdentifier(expectTag(type, TAG.objectIdentifier, 'an extension type'))
    const critical = rest[0]?.tag === TAG.boolean ? readBoolean(rest[0]) : false
    const octets = expectTag(rest.at(-1), TAG.octetString, 'an extension value')
    if (rest.length !== (rest[0]?.tag === TAG.boolean ? 2 : 1))
      throw malformed('an Extension with too many fields')
    if (extensions.has(oid)) throw malformed(`extension ${oid} twice`)
    extensions.set(oid, { critical, octets: octets.content })
  }
  return extensions
}

function finderIn(extensions: Extensions): FindExtension {
  return (name, reader) => {
    const found = extensions.get(EXTENSION_OIDS[name])
    return found === undefined ? null : reader({ critical: found.critical, value: readElement(found.octets) })
  }
}

/** @throws UserError wrong-input: as `indexExtensions`, or a value is malformed */
export function readExtensions(elements: readonly Element[]): ExtensionFacts {
  const extensions = collectExtensions(elements)
  const read = finderIn(extensions)
  return {
    basicConstraints: read('basicConstraints', readBasicConstraints),
    keyUsage: read('keyUsage', readKeyUsage),
    extendedKeyUsage: read('extendedKeyUsage', ({ value }) =>
      readSequence(value, 'ExtKeyUsageSyntax').map(readObjectIdentifier),
    ),
    subjectKeyIdentifier: read('subjectKeyIdentifier', ({ value }) =>
      hex(expectTag(value, TAG.octetString, 'a key identifier')),
    ),
    authorityKeyIdentifier: read('authorityKeyIdentifier', readKeyIdentifier),
    nameConstraints: read('nameConstraints', readNameConstraints),
    policyConstraints: read('policyConstraints', readPolicyConstraints),
    hasTlsFeature: read('tlsFeature', () => true) ?? false,
    criticalExtensions: [...extensions].flatMap(([oid, { critical }]) => (critical ? [oid] : [])),
    certificatePolicies: read('certificatePolicies', readPolicies) ?? [],
    ...(read('subjectAltName', readAlternativeNames) ?? { userPrincipalNames: [], emailAddresses: [] }),
  }
}

function readBasicConstraints({ critical, value }: ReadExtension) {
  const parts = readSequence(value, 'BasicConstraints')
  const isCa = parts[0]?.tag === TAG.boolean ? readBoolean(parts[0]) : false
  const [pathLength, ...more] = parts.slice(parts[0]?.tag === TAG.boolean ? 1 : 0)
  if (more.length > 0) throw malformed('BasicConstraints with too many fields')
  return { isCa, critical, pathLength: pathLength === undefined ? null : readSmallInteger(pathLength) }
}

/** `keyIdentifier [0]` of an AuthorityKeyIdentifier, lower-case hex. */
export function readKeyIdentifier({ value }: ReadExtension): string | null {
  const parts = readSequence(value, 'AuthorityKeyIdentifier')
  const identifier = parts.find(({ tag }) => tag === contextTag(0, false))
  return identifier === undefined ? null : hex(identifier)
}

function readKeyUsage({ value }: ReadExtension): readonly KeyUsage[] {
  const { bytes } = readBitString(value)
  return KEY_USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
}

/** `OtherName [0] { type-id, value [0] EXPLICIT }` and `rfc822Name [1]`, RFC 5280 §4.2.1.6 */
function readAlternativeNames({ value }: ReadExtension) {
  const names = readSequence(value, 'GeneralNames')
  const userPrincipalNames = names.filter(({ tag }) => tag === contextTag(0, true)).flatMap(readPrincipalName)
  const emailAddresses = names.filter(({ tag }) => tag === contextTag(1, false)).map(latin1)
  return { userPrincipalNames, emailAddresses }
}

function readPrincipalName(otherName: Element): readonly string[] {
  const [type, wrapped, ...more] = readElements(otherName.content)
  const oid = readObjectIdentifier(expectTag(type, TAG.objectIdentifier, 'an OtherName'))
  const value = readElement(expectTag(wrapped, contextTag(0, true), 'the value of an OtherName').content)
  if (more.length > 0) throw malformed('an OtherName with too many fields')
  if (oid !== USER_PRINCIPAL_NAME_OID) return []
  const text = readText(value)
  if (text === null) throw malformed('a user principal name that is not a string')
  return [text]
}

/** `SEQUENCE { permittedSubtrees [0], excludedSubtrees [1] }`, each of `SEQUENCE { base GeneralName, … }` */
function readNameConstraints({ value }: ReadExtension): NameConstraints {
  const parts = readSequence(value, 'NameConstraints')
  const kindsIn = (tag: number): readonly NameKind[] =>
    parts
      .filter((part) => part.tag === tag)
      .flatMap(({ content }) => readElements(content))
      .map((subtree) => nameKindOf(readSequence(subtree, 'a GeneralSubtree')[0]))
  return { permitted: kindsIn(contextTag(0, true)), excluded: kindsIn(contextTag(1, true)) }
}

function nameKindOf(name: Element | undefined): NameKind {
  const isKind = (tag: number) => [contextTag(tag, false), contextTag(tag, true)].includes(name?.tag ?? -1)
  const kind = NAME_KINDS.find((_, tag) => isKind(tag))
  if (kind === undefined) throw malformed('a name of unknown kind')
  return kind
}

/** `SEQUENCE { requireExplicitPolicy [0] INTEGER OPTIONAL, inhibitPolicyMapping [1] INTEGER OPTIONAL }` */
function readPolicyConstraints({ critical, value }: ReadExtension) {
  const parts = readSequence(value, 'PolicyConstraints')
  const explicit = parts.find(({ tag }) => tag === contextTag(0, false))
  const requireExplicitPolicy =
    explicit === undefined ? null : readSmallInteger({ ...explicit, tag: TAG.integer })
  return { critical, requireExplicitPolicy }
}

/** The OIDs of `PolicyInformation { policyIdentifier, … }`, RFC 5280 §4.2.1.4 */
function readPolicies({ value }: ReadExtension): readonly string[] {
  return readSequence(value, 'CertificatePolicies').map((policy) => {
    const [identifier] = readSequence(policy, 'a PolicyInformation')
    return readObjectIdentifier(expectTag(identifier, TAG.objectIdentifier, 'a policy'))
  })
}

function hex(element: Element): string {
  return Buffer.from(element.content).toString('hex')
}

function latin1(element: Element): string {
  return Buffer.from(element.content).toString('latin1')
}
