// Finds a root CA and its private key in files that another tool wrote: a PFX, or certificates and keys in separate files. A pair
// is what belongs together, whatever the files are named.
import { type KeyObject, X509Certificate } from 'node:crypto'
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { Secret } from '../secret.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { formatName } from '../x509/name.ts'
import { keyOutOfReach, readPrivateKey } from '../x509/pfx-key.ts'
import { openPfx } from '../x509/pfx-reader.ts'
import { type Part, readParts } from './file-parts.ts'
import { type Authority, endsLater, isRenewal, whyNoRoot } from './root-certificate.ts'
import { badPassphrase, decodeKey, passphraseFault } from './root-key.ts'
import type { SourceFile } from './store-sources.ts'

export interface RootPair extends Authority {
  readonly privateKey: KeyObject
}

/** Decrypting a key takes time, and a folder may have the keys of many users. */
const MOST_KEYS = 50

/**
 * @param passphrase of the key or the PFX; null: none was given
 * @returns null: nothing here looks like a root
 * @throws UserError wrong-input: a part is missing, several roots, an issuing CA, or a passphrase (see `passphraseFault`)
 */
export async function searchRoot(
  files: readonly SourceFile[],
  passphrase: Secret | null,
): Promise<RootPair | null> {
  const search: Search = { certificates: [], pairs: [], faults: [], files: files.map(({ name }) => name) }
  const parts = files.flatMap(({ name, bytes }) => partsOf(bytes).map((part) => ({ name, ...part })))
  for (const { kind, bytes } of parts) if (kind === 'certificate') addCertificate(bytes, search)
  for (const { kind, bytes, name } of parts)
    if (kind === 'pfx') await addPfx({ name, bytes }, passphrase ?? new Secret(''), search)
  const keys = parts.filter(({ kind }) => kind === 'key').sort(likelyFirst)
  if (search.certificates.length > 0)
    for (const key of keys.slice(0, MOST_KEYS)) addKey(key, passphrase, search)
  return choose(search, keys.length > 0)
}

interface Search {
  readonly certificates: Authority[]
  readonly pairs: RootPair[]
  /** Why keys and PFX files were not opened. */
  readonly faults: UserError[]
  readonly files: readonly string[]
}

/** A broken file among others is none of the root. */
function partsOf(bytes: Uint8Array): readonly Part[] {
  try {
    return readParts(bytes)
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

function addCertificate(certificate: Uint8Array, { certificates }: Pick<Search, 'certificates'>): void {
  try {
    const facts = inspectCertificate(certificate)
    if (facts.basicConstraints?.isCa === true || isSelfIssued(facts))
      certificates.push({ certificate, facts })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
}

function isSelfIssued({ subjectDer, issuerDer }: CertificateFacts): boolean {
  return Buffer.compare(subjectDer, issuerDer) === 0
}

async function addPfx({ name, bytes }: SourceFile, password: Secret, search: Search): Promise<void> {
  try {
    const { certificate, chain } = await openPfx(bytes, password)
    for (const each of [certificate, ...chain]) addCertificate(each, search)
    const privateKey = readPrivateKey(bytes, password)
    if (privateKey === null) throw keyOutOfReach(bytes)
    search.pairs.push({ certificate, facts: inspectCertificate(certificate), privateKey })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const isSecret = 'fault' in error && error.fault === 'password'
    const details = error.hint === undefined ? {} : { hint: error.hint }
    const refusal = new UserError('wrong-input', `${shown(name)} cannot be used: ${error.message}`, details)
    search.faults.push(
      isSecret ? badPassphrase(password.reveal() === '' ? 'missing' : 'wrong', error) : refusal,
    )
  }
}

function addKey({ bytes }: { readonly bytes: Uint8Array }, passphrase: Secret | null, search: Search): void {
  try {
    const privateKey = decodeKey(bytes, passphrase)
    for (const one of search.certificates)
      if (new X509Certificate(one.certificate).checkPrivateKey(privateKey))
        search.pairs.push({ ...one, privateKey })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    search.faults.push(error)
  }
}

/** Such as ca.key and rootCA-key.pem, before the keys of users. */
function likelyFirst(one: { readonly name: string }, other: { readonly name: string }): number {
  const rank = ({ name }: { readonly name: string }): number =>
    /(?:^|[/._-])(?:root)?[-_]?ca/i.test(name) ? 0 : 1
  return rank(one) - rank(other)
}

function choose({ certificates, pairs, faults, files }: Search, hasKey: boolean): RootPair | null {
  const roots = pairs.filter((pair) => whyNoRoot(pair) === null).sort(endsLater)
  const [root, ...others] = roots
  if (root !== undefined) {
    const other = others.find(({ facts }) => !isRenewal(facts, root.facts))
    if (other === undefined) return root
    throw refused(
      `several root CAs were found: ${nameOf(root)} and ${nameOf(other)}`,
      'give the files of one',
    )
  }
  const secret = faults.find((fault) => passphraseFault(fault) !== null)
  const [pair] = pairs
  if (pair !== undefined) throw refused(`${nameOf(pair)} cannot be used: it ${whyNoRoot(pair)}`, ROOTS_ONLY)
  if (secret !== undefined) throw secret
  if (faults[0] !== undefined) throw faults[0]
  const [certificate] = certificates.filter((one) => whyNoRoot(one) === null)
  if (certificate === undefined && !hasKey) return null
  if (certificate !== undefined)
    throw refused(`the private key of ${nameOf(certificate)} was not found`, 'give the file with its key too')
  throw refused(
    `a private key was found in ${files.map(shown).join(', ')}, but no certificate of its root CA`,
    'give the certificate too',
  )
}

const ROOTS_ONLY =
  'certstick signs with a root CA only: create one of its own with certstick ca create, and upload it to Entra ID beside the other'

function nameOf({ facts }: Authority): string {
  return shown(formatName(facts.subjectDer))
}

function refused(message: string, hint: string): UserError {
  return new UserError('wrong-input', message, { hint })
}
