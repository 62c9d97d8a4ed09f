// A subject as openssl writes it in index.txt, byte for byte, because `openssl ca -revoke` compares them.
// Source: X509_NAME_oneline in OpenSSL 3's crypto/x509/x509_obj.c.
import { readElement } from '../x509/der-reader.ts'
import { type ReadAttribute, readName } from '../x509/name.ts'

/** OpenSSL's short names (obj_mac.num); it writes the number of another attribute. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.13': 'description',
  '2.5.4.17': 'postalCode',
  '2.5.4.20': 'telephoneNumber',
  '2.5.4.41': 'name',
  '2.5.4.42': 'GN',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.3': 'mail',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.2.840.113549.1.9.2': 'unstructuredName',
}

/** @param nameDer Name, DER */
export function formatSubject(nameDer: Uint8Array): string {
  return readName(nameDer).map(formatRelativeName).join('')
}

function formatRelativeName(attributes: readonly ReadAttribute[]): string {
  const parts = attributes.map(({ oid, der }) => {
    return `${SHORT_NAMES[oid] ?? oid}=${escapeBytes(readElement(der).content)}`
  })
  return `/${parts.join('+')}`
}

/** Of a name that is not known as DER. */
export function formatCommonName(text: string): string {
  return `/CN=${escapeBytes(Buffer.from(text))}`
}

/** Other bytes than printable ASCII are written as `\xC3`, tabs and line ends too. */
function escapeBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[/+]|[^\x20-\x7e]/g, (character) =>
      character === '/' || character === '+'
        ? `\\${character}`
        : `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
}
