// Our verdict on roots beside those of OpenSSL, GnuTLS and NSS, each about a certificate that certstick signs with the root.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { SigningAuthority } from '../../src/authority/authority.ts'
import { judgeRoot } from '../../src/authority/judge-root.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import { judgeFolder } from '../../src/cli/ca/judge-folder.ts'
import type { Context } from '../../src/cli/context.ts'
import { UserError } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { temporaryFolder } from '../support/folders.ts'
import { makeRootCases, type RootVerdict, readRootVerdicts, rootCasesAbsent } from '../support/root-cases.ts'
import { makeClient } from '../support/roots.ts'
import { testUnless } from '../support/skips.ts'
import { hasTool, run } from '../support/tools.ts'

const absent = ['bash', 'openssl', 'certtool', 'certutil', 'vfychain'].filter((tool) => !hasTool(tool))
const withAll = testUnless(rootCasesAbsent ?? (absent.length === 0 ? null : absent.join(', ')))

async function judge(name: string, folder: string): Promise<RootVerdict> {
  const now = new Date()
  const pass = join(folder, 'pass.txt')
  const passphrase = existsSync(pass) ? new Secret(readFileSync(pass, 'utf8').trim()) : null
  try {
    const store = await AuthorityStore.open(folder)
    const authority = await store.readAuthority()
    const opened = await store.openAuthority(passphrase, now).catch((error) => {
      if (error instanceof UserError) return null
      throw error
    })
    const world = { now: () => now, random: randomBytes }
    const findings =
      opened === null
        ? await judgeFolder({ store, authority }, { world } as unknown as Context)
        : await judgeRoot(opened, { now, random: randomBytes })
    const ours = findings.map(({ severity, code }) => `${severity}:${code}`).join(',') || '-'
    return { name, ours, ...(opened === null ? NOT_ASKED : askOthers(opened)) }
  } catch (error) {
    if (error instanceof UserError) return { name, ours: 'unusable', ...NOT_ASKED }
    throw error
  }
}

const NOT_ASKED = { openssl: '-', gnutls: '-', nss: '-' } as const

function askOthers(root: SigningAuthority): Omit<RootVerdict, 'name' | 'ours'> {
  const { notBefore, notAfter } = root.facts
  let leaf: Uint8Array
  try {
    leaf = makeClient(root, { notBefore, notAfter }).certificate
  } catch (error) {
    if (error instanceof UserError) return NOT_ASKED // a kind of key that certstick does not sign with
    throw error
  }
  const folder = temporaryFolder()
  const [rootFile, leafFile] = [join(folder, 'root.pem'), join(folder, 'leaf.pem')]
  writeFileSync(rootFile, encodePem('CERTIFICATE', root.certificate))
  writeFileSync(leafFile, encodePem('CERTIFICATE', leaf))
  const openssl = (...options: readonly string[]) =>
    run('openssl', ['verify', ...options, '-purpose', 'sslclient', '-CAfile', rootFile, leafFile]).status ===
    0
  const gnutls = ['--verify', '--load-ca-certificate', rootFile, '--infile', leafFile]
  const database = ['-d', `sql:${folder}`]
  run('certutil', ['-N', ...database, '--empty-password'])
  const isAdded =
    run('certutil', ['-A', ...database, '-n', 'root', '-t', 'CT,,', '-i', rootFile]).status === 0
  const nss = isAdded && run('vfychain', [...database, '-a', '-u', '0', leafFile]).status === 0
  return {
    openssl: !openssl() ? 'refused' : openssl('-x509_strict') ? 'ok' : 'strict',
    gnutls: run('certtool', gnutls).status === 0 ? 'ok' : 'refused',
    nss: nss ? 'ok' : 'refused',
  }
}

withAll(
  'every root gets the verdict that the table says, and what OpenSSL refuses is an error of ours',
  async () => {
    const verdicts: RootVerdict[] = []
    for (const [name, folder] of makeRootCases()) verdicts.push(await judge(name, folder))
    expect(verdicts).toEqual([...readRootVerdicts().values()])
    const isError = ({ ours }: RootVerdict) => ours.includes('error:')
    expect(verdicts.filter((one) => one.openssl === 'refused' && !isError(one))).toEqual([])
    const accepted = verdicts.filter((one) => one.openssl !== '-' && !/error:|warning:/.test(one.ours))
    const refusedElsewhere = accepted.filter(({ gnutls, nss }) => gnutls === 'refused' || nss === 'refused')
    expect(refusedElsewhere).toEqual([])
    expect(accepted.length).toBeGreaterThan(30)
  },
  300_000,
)
