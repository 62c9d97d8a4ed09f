// PFX files that certstick would never make, by openssl: for jane, from the test's root, with one thing amiss.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Issuer } from '../../src/x509/certificate.ts'
import { temporaryFolder } from '../support/folders.ts'
import { run } from '../support/tools.ts'
import { NOW } from '../support/world.ts'

export interface Amiss {
  /** Extensions in openssl's words, in place of the right ones. */
  readonly extensions?: readonly string[]
  /** Of `openssl pkcs12 -export`, after the ones that make it legacy. */
  readonly packing?: readonly string[]
}

export const UPN_EXTENSION = 'subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jane@yourdomain.com'
const RIGHT = ['extendedKeyUsage=clientAuth', 'keyUsage=critical,digitalSignature', UPN_EXTENSION]

export function makeForeignPfx(root: Issuer, password: string, amiss: Amiss): Uint8Array {
  const folder = temporaryFolder()
  const at = (name: string): string => join(folder, name)
  writeFileSync(at('root.key'), root.privateKey.export({ format: 'pem', type: 'pkcs8' }))
  writeFileSync(at('root.der'), root.certificate)
  writeFileSync(at('password'), `${password}\n`)
  writeFileSync(at('extensions'), (amiss.extensions ?? RIGHT).join('\n'))
  openssl('x509', '-inform', 'DER', '-in', at('root.der'), '-out', at('root.crt'))
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', at('user.key')]
  openssl('req', '-new', '-subj', '/CN=jane', ...key, '-out', at('user.csr'))
  // `openssl ca`, because `openssl x509` takes no dates before its release 3.4, and tests have a clock of their own
  writeFileSync(at('index.txt'), '')
  writeFileSync(at('ca.cnf'), CA_CONFIG.replaceAll('DIR', folder))
  const dates = ['-startdate', toTime(NOW), '-enddate', toTime(new Date(NOW.getTime() + 300 * DAY_MS))]
  const signing = ['ca', '-batch', '-notext', '-config', at('ca.cnf'), '-extfile', at('extensions'), ...dates]
  openssl(...signing, '-in', at('user.csr'), '-out', at('user.crt'))
  const legacy = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']
  const content = ['-inkey', at('user.key'), '-in', at('user.crt'), '-certfile', at('root.crt')]
  const packing = [...legacy, ...(amiss.packing ?? []), '-passout', `file:${at('password')}`]
  openssl('pkcs12', '-export', ...content, ...packing, '-out', at('user.pfx'))
  return readFileSync(at('user.pfx'))
}

const DAY_MS = 86_400_000

const CA_CONFIG = `
[ca]
default_ca = foreign
[foreign]
database = DIR/index.txt
new_certs_dir = DIR
certificate = DIR/root.crt
private_key = DIR/root.key
default_md = sha256
rand_serial = yes
policy = names
[names]
commonName = supplied
`

/** `YYYYMMDDHHMMSSZ` */
function toTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`
}

function openssl(...args: readonly string[]): void {
  const { status, stderr } = run('openssl', args)
  if (status !== 0) throw new Error(stderr)
}
