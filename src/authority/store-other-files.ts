// Finds files of another CA in a folder, as openssl, Easy-RSA, mkcert, XCA or Windows write them. No new root is created
// beside such files; the error says what to do with them.
import { readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { NotAFile, readParts } from '../read-file.ts'
import { shown } from '../screen-text.ts'
import { decodeText } from './root-text.ts'

/** Whether a root's certificate and its key are missing. */
export interface Wanted {
  readonly certificate: boolean
  readonly key: boolean
}

type Kind = 'certificate' | 'key' | 'pfx' | 'other'
interface OtherFile {
  /** Relative to the folder. */
  readonly name: string
  readonly kinds: readonly Kind[]
}

/** What the name of a file that is not PEM tells. */
const KIND_OF_NAME: Readonly<Record<string, Kind>> = {
  '.crt': 'certificate',
  '.cer': 'certificate',
  '.cert': 'certificate',
  '.der': 'certificate',
  '.key': 'key',
  '.pfx': 'pfx',
  '.p12': 'pfx',
  '.p7b': 'other',
  '.p7c': 'other',
  '.jks': 'other',
  '.crl': 'other',
}
/** For these names the content decides. */
const PEM_ONLY = ['', '.pem']
/** Where openssl and Easy-RSA keep the root's key. */
const KEY_FOLDER = 'private'
const OWN_FILES = ['rootCA.crt', 'rootCA.key']
/** A PEM block begins within this many bytes, after the text that openssl prints before it. */
const LOOKED_AT_BYTES = 1 << 16
const MOST_NAMED = 4

/** @throws UserError wrong-input: the folder has files of another root CA */
export function refuseBesideOthers(folder: string): void {
  const advice = adviceOnOthers(folder, { certificate: true, key: true })
  if (advice === null) return
  throw new UserError(
    'wrong-input',
    `no root CA was created in ${shown(folder)}, because it has files of another one`,
    {
      hint: `${advice}; for a new root CA choose an empty folder`,
    },
  )
}

/** What was found, and the best thing to do with it; null: the folder has no files of a CA. */
export function adviceOnOthers(folder: string, wanted: Wanted): string | null {
  const files = filesOf(folder)
  if (files.length === 0) return null
  const of = (kind: Kind): string[] =>
    files.filter(({ kinds }) => kinds.includes(kind)).map(({ name }) => name)
  const certificates = wanted.certificate ? of('certificate') : []
  const keys = wanted.key ? of('key') : []
  return `found ${listed(namedOf(files, certificates, keys))}: ${actionFor({ folder, wanted, pfx: of('pfx')[0] }, certificates, keys)}`
}

/** The files that the action is about, or all. */
function namedOf(files: readonly OtherFile[], ...wanted: readonly string[][]): string[] {
  const names = [...new Set(wanted.flat())]
  return names.length > 0 ? names : files.map(({ name }) => name)
}

function actionFor(
  {
    folder,
    wanted,
    pfx,
  }: { readonly folder: string; readonly wanted: Wanted; readonly pfx: string | undefined },
  [certificate, ...certificates]: readonly string[],
  [key, ...keys]: readonly string[],
): string {
  const several = certificates.length + keys.length > 0
  if (wanted.certificate && wanted.key) {
    const pair = certificate === key ? [certificate] : [certificate, key]
    const names = several ? [''] : certificate !== undefined && key !== undefined ? pair : [pfx]
    const paths = names.filter((name) => name !== undefined).map((name) => shown(join(folder, name)))
    if (paths.length > 0)
      return `if that is your root CA, import it: certstick ca import ${paths.join(' ')} --ca ${shown(folder)}`
  }
  if (several) return 'copy the certificate of your root CA as rootCA.crt and its private key as rootCA.key'
  if (certificate !== undefined)
    return `copy it as rootCA.crt${wanted.key ? ', and its private key as rootCA.key' : ''}`
  if (key !== undefined)
    return `copy it as rootCA.key${wanted.certificate ? ', and its certificate as rootCA.crt' : ''}`
  return 'put rootCA.crt and rootCA.key of that root CA beside it'
}

function listed(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED)
  const left = names.length - named.length
  const last = left > 0 ? `${left} more` : (named.pop() ?? '')
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`
}

/** Empty if the folder cannot be read; the code that opens or creates it reports that. */
function filesOf(folder: string): OtherFile[] {
  const names = namesIn(folder).filter((name) => !OWN_FILES.includes(name))
  const inside = names.includes(KEY_FOLDER) ? namesIn(join(folder, KEY_FOLDER)) : []
  return [...names, ...inside.map((name) => `${KEY_FOLDER}/${name}`)].flatMap((name) => {
    const kinds = name.split('/').at(-1)?.startsWith('.') === true ? [] : kindsOf(folder, name)
    return kinds.length === 0 ? [] : [{ name, kinds }]
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function kindsOf(folder: string, name: string): Kind[] {
  const extension = extname(name).toLowerCase()
  const byName = KIND_OF_NAME[extension]
  if (byName === undefined && !PEM_ONLY.includes(extension)) return []
  const text = pemIn(join(folder, name))
  if (text === undefined) return []
  const byText: Kind[] = []
  if (/-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/.test(text)) byText.push('certificate')
  if (/-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----/.test(text)) byText.push('key')
  return byText.length > 0 || byName === undefined ? byText : [byName]
}

/** The text of a PEM file; empty if it is not PEM or cannot be read, undefined if it is not a file. */
function pemIn(path: string): string | undefined {
  try {
    return decodeText(readParts(path, 'followed', ({ at }) => at(0, LOOKED_AT_BYTES))) ?? ''
  } catch (error) {
    return error instanceof NotAFile ? undefined : ''
  }
}
