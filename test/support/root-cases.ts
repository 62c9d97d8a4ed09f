// Roots as other tools and people make them, each in a folder of its own; their script is kept outside the repository, as the
// samples are. Beside them a few with extensions that the script does not have.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './folders.ts'
import { run } from './tools.ts'

const script = new URL('../../../shared/cases/roots/make.sh', import.meta.url)

/** What is absent where the script is not here, or null. */
export const rootCasesAbsent: string | null = existsSync(script)
  ? null
  : 'the script of roots beside this checkout'

const MORE: Readonly<Record<string, readonly string[]>> = {
  anyeku: ['extendedKeyUsage=anyExtendedKeyUsage'],
  aiacrit: ['authorityInfoAccess=critical,OCSP;URI:http://contoso.com/'],
  inhibitany: ['inhibitAnyPolicy=critical,0'],
  ncotherother: ['nameConstraints=critical,permitted;otherName:1.2.3.4;UTF8:contoso.com'],
  ncexclupn: ['nameConstraints=critical,excluded;otherName:1.3.6.1.4.1.311.20.2.3;UTF8:contoso.com'],
  ncuri: ['nameConstraints=permitted;URI:contoso.com'],
  noski: ['subjectKeyIdentifier=none'],
  nscrit: ['nsCertType=critical,sslCA'],
  polconstr: ['policyConstraints=critical,requireExplicitPolicy:0'],
  polconstr1: ['policyConstraints=requireExplicitPolicy:1'],
  polcrit: ['certificatePolicies=critical,2.5.29.32.0'],
  polmapinh: ['policyConstraints=critical,inhibitPolicyMapping:0'],
  rfc3779: ['1.3.6.1.5.5.7.1.7=DER:0500'],
  tlsfeature: ['tlsfeature=status_request'],
}

/** Makes all of them. @returns the folders by name, with rootCA.crt, rootCA.key or both in each */
export function makeRootCases(): ReadonlyMap<string, string> {
  const parent = temporaryFolder()
  run('bash', [script.pathname, parent])
  for (const [name, extensions] of Object.entries(MORE))
    makeOne(join(parent, name), '/CN=Test Root', extensions)
  makeOne(join(parent, 'emptysubj'), '/', [])
  const folders = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const cases = folders.map(({ name }) => [name, join(parent, name)] as const)
  return new Map(
    cases.filter(([, path]) => ['rootCA.crt', 'rootCA.key'].some((file) => existsSync(join(path, file)))),
  )
}

function makeOne(folder: string, subject: string, extensions: readonly string[]): void {
  mkdirSync(folder)
  const files = ['-keyout', join(folder, 'rootCA.key'), '-out', join(folder, 'rootCA.crt')]
  const added = ['keyUsage=critical,keyCertSign,cRLSign', ...extensions].flatMap((one) => ['-addext', one])
  const options = ['-newkey', 'rsa:2048', '-noenc', '-days', '3650', '-subj', subject]
  const { status, stderr } = run('openssl', ['req', '-x509', ...options, ...added, ...files])
  if (status !== 0) throw new Error(stderr)
}

/** One row of the table. */
export interface RootVerdict {
  readonly name: string
  /** `severity:code`, comma-separated; `-`: nothing; `unusable`: it is refused while it is read. */
  readonly ours: string
  /** `ok`, `strict` (refused by -x509_strict only) or `refused`; of NSS and GnuTLS `ok` or `refused`; `-`: not asked. */
  readonly openssl: string
  readonly gnutls: string
  readonly nss: string
}

export function readRootVerdicts(): ReadonlyMap<string, RootVerdict> {
  const table = readFileSync(new URL('../fixtures/root-verdicts.txt', import.meta.url), 'utf8')
  const rows = table.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    rows.map((row) => {
      const [name = '', openssl = '', gnutls = '', nss = '', ours = ''] = row.split(/\s+/)
      return [name, { name, ours, openssl, gnutls, nss }]
    }),
  )
}
