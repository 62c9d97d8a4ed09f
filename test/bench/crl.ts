// A revocation list of 100,000 entries beside `openssl ca -gencrl`, with one P-256 root: the list itself, and `certstick crl`
// as a whole process, which also holds every revocation against its history.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { signCrl } from '../../src/authority/crl.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { PROGRAM } from '../support/cli.ts'
import { SURROUNDINGS } from '../support/inventory.ts'
import { makeLargeAuthority } from './large-authority.ts'
import { medianCosts, runProcess } from './process-cost.ts'
import { atMost, type BenchRow } from './row.ts'

const REVOKED = 100_000
const ROUNDS = 11
const TIME_TARGET = 1
const MEMORY_TARGET = 3

export async function benchCrl(): Promise<readonly BenchRow[]> {
  const { cwd } = await makeLargeAuthority({ issued: REVOKED, revoked: REVOKED })
  const root = ['-cert', 'ca/rootCA.crt', '-keyfile', 'ca/rootCA.key']
  const gencrl = ['ca', '-config', 'openssl.cnf', '-gencrl', ...root, '-out', 'openssl.crl.pem']
  const [peer, ours] = await medianCosts(ROUNDS, [
    () => runProcess('openssl', gencrl, cwd),
    () => runProcess(process.execPath, [PROGRAM, 'crl'], cwd),
  ])
  const list = await measureList(join(cwd, 'ca'))
  rmSync(cwd, { recursive: true })
  const work = 'CRL with 100,000 revoked'
  return [
    atMost(TIME_TARGET, {
      work: `${work}, the list itself`,
      measured: `${list.toFixed(2)} s`,
      peer: `openssl ca -gencrl: ${peer.seconds.toFixed(2)} s`,
      ratio: list / peer.seconds,
    }),
    atMost(TIME_TARGET, {
      work: `${work}, whole process`,
      measured: `${ours.seconds.toFixed(2)} s`,
      peer: `openssl ca -gencrl: ${peer.seconds.toFixed(2)} s`,
      ratio: ours.seconds / peer.seconds,
    }),
    atMost(MEMORY_TARGET, {
      work: `${work}, peak memory`,
      measured: `${ours.peakMegabytes.toFixed(0)} MB`,
      peer: `openssl ca -gencrl: ${peer.peakMegabytes.toFixed(0)} MB`,
      ratio: ours.peakMegabytes / peer.peakMegabytes,
    }),
  ]
}

/** Seconds from the inventory to DER and PEM; the first time, as a process that makes one list has it. */
async function measureList(folder: string): Promise<number> {
  const now = new Date()
  const store = await AuthorityStore.open(folder)
  const issuer = await store.openAuthority(null, now)
  const inventory = await store.openInventory(issuer, SURROUNDINGS)
  const start = performance.now()
  const nextUpdate = new Date(now.getTime() + 30 * 24 * 60 * 60 * 1000)
  const entries = inventory?.revoked() ?? []
  const der = signCrl({ crlNumber: 1, thisUpdate: now, nextUpdate, entries }, issuer)
  encodePem('X509 CRL', der)
  return (performance.now() - start) / 1000
}
