// A revocation list of 100,000 entries: `certstick crl`, which reads its ledger for it, beside `openssl ca -gencrl`,
// which reads its index.txt; each as a whole process, with one P-256 root.
import { rmSync } from 'node:fs'
import { PROGRAM } from '../support/cli.ts'
import { makeLargeAuthority } from './large-authority.ts'
import { medianCost, runProcess } from './process-cost.ts'
import type { BenchRow } from './row.ts'

const REVOKED = 100_000
const ROUNDS = 5
const TIME_TARGET = 0.5
const MEMORY_TARGET = 3

export async function benchCrl(): Promise<readonly BenchRow[]> {
  const { cwd } = await makeLargeAuthority({ issued: REVOKED, revoked: REVOKED })
  const root = ['-cert', 'ca/rootCA.crt', '-keyfile', 'ca/rootCA.key']
  const gencrl = ['ca', '-config', 'openssl.cnf', '-gencrl', ...root, '-out', 'openssl.crl.pem']
  const peer = await medianCost(ROUNDS, () => runProcess('openssl', gencrl, cwd))
  const ours = await medianCost(ROUNDS, () => runProcess(process.execPath, [PROGRAM, 'crl'], cwd))
  rmSync(cwd, { recursive: true })
  const [time, memory] = [ours.seconds / peer.seconds, ours.peakMegabytes / peer.peakMegabytes]
  const work = 'CRL with 100,000 revoked'
  return [
    {
      work: `${work}, time`,
      measured: `${ours.seconds.toFixed(2)} s`,
      peer: `openssl ca -gencrl: ${peer.seconds.toFixed(2)} s`,
      ratio: time,
      target: `at most ${TIME_TARGET}`,
      reached: time <= TIME_TARGET,
    },
    {
      work: `${work}, peak memory`,
      measured: `${ours.peakMegabytes.toFixed(0)} MB`,
      peer: `openssl ca -gencrl: ${peer.peakMegabytes.toFixed(0)} MB`,
      ratio: memory,
      target: `at most ${MEMORY_TARGET}`,
      reached: memory <= MEMORY_TARGET,
    },
  ]
}
