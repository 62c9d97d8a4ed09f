// Finds a root CA and its private key in files that another tool wrote: a PFX, or certificates and keys in separate files. A pair
// is what belongs together, whatever the files are named.
import { type KeyObject, X509Certificate } from 'node:crypto'
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { Secret } from '../secret.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { formatName } from '../x509/name.ts'
import { keyOutOfReach, readPrivateKey } from '../x509/pfx-key.ts'
import { openPfx, PfxRefusal } from '../x509/pfx-reader.ts'
import { type Part, readParts } from './file-parts.ts'
import { type Authority, endsLater, isRenewal, ROOTS_ONLY, whyNoRoot } from './root-certificate.ts'
import { BadPassphrase, decodeKey } from './root-key.ts'
import type { SourceFile } from './store-sources.ts'

export interface RootPair extends Authority {
  readonly privateKey: KeyObject
}

/** Decrypting a key takes time, and a folder may have the keys of many users. */
const MOST_KEYS = 50

/**
 * @param passphrase of the key or the PFX; null: none was given
 * @returns null: nothing here looks like a root
 * @throws UserError wrong-input: a part is missing, several roots, an issuing CA, or a passphrase (`BadPassphrase`)
 */
export async function searchRoot(
  files: readonly SourceFile[],
  passphrase: Secret | null,
): Promise<RootPair | null> {
  const search: Search = { certificates: [], pairs: [], faults: [], broken: [] }
  const parts = files.flatMap((file) => partsOf(file, search).map((part) => ({ name: file.name, ...part })))
  for (const { kind, bytes } of parts) if (kind === 'certificate') addCertificate(bytes, search)
  for (const { kind, bytes, name } of parts)
    if (kind === 'pfx') await addPfx({ name, bytes }, passphrase ?? new Secret(''), search)
  const keys = parts.filter(({ kind }) => kind === 'key').sort(likelyFirst)
  if (search.certificates.length > 0)
    for (const key of keys.slice(0, MOST_KEYS)) addKey(key, passphrase, search)
  return choose(search, [...new Set(keys.map(({ name }) => name))])
}

interface Search {
  readonly certificates: Authority[]
  readonly pairs: RootPair[]
  /** Why keys and PFX files were not opened. */
  readonly faults: UserError[]
  /** Why files were not read; among others a broken file may be none of the root. */
  readonly broken: UserError[]
}

function partsOf({ name, bytes }: SourceFile, { broken }: Search): readonly Part[] {
  try {
    return readParts(bytes)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    broken.push(refused(`${shown(name)} cannot be read: ${error.message}`, 'copy the file again'))
    return []
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
    const isSecret = error instanceof PfxRefusal && error.fault === 'password'
    const details = error.hint === undefined ? {} : { hint: error.hint }
    const refusal = new UserError('wrong-input', `${shown(name)} cannot be used: ${error.message}`, details)
    const fault = password.reveal() === '' ? 'missing' : 'wrong'
    search.faults.push(isSecret ? new BadPassphrase(fault, shown(name), error) : refusal)
  }
}

function addKey({ name, bytes }: SourceFile, passphrase: Secret | null, search: Search): void {
  try {
    const privateKey = decodeKey(bytes, passphrase, shown(name))
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

function choose(
  { certificates, pairs, faults, broken }: Search,
  keyFiles: readonly string[],
): RootPair | null {
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
  const secret = faults.find((fault) => fault instanceof BadPassphrase)
  const [pair] = pairs
  if (pair !== undefined) throw refused(`${nameOf(pair)} cannot be used: it ${whyNoRoot(pair)}`, ROOTS_ONLY)
  if (secret !== undefined) throw secret
  if (faults[0] !== undefined) throw faults[0]
  const [certificate] = certificates.filter((one) => whyNoRoot(one) === null)
  const keys = keyFiles.map(shown).join(', ')
  if (certificate !== undefined) {
    const other = keyFiles.length > 0 ? `: the key in ${keys} belongs to another certificate` : ''
    throw refused(`the private key of ${nameOf(certificate)} was not found${other}`, GIVE_KEY)
  }
  if (broken[0] !== undefined) throw broken[0]
  if (keyFiles.length === 0) return null
  const message = `a private key was found in ${keys}, but no certificate of its root CA`
  throw refused(message, 'give the certificate too')
}

const GIVE_KEY = 'give the file with its key too'
function nameOf({ facts }: Authority): string {
  return shown(formatName(facts.subjectDer))
}

function refused(message: string, hint: string): UserError {
  return new UserError('wrong-input', message, { hint })
}
