// What a command costs when the inventory has grown: a lookup, a revocation and one more certificate, each as a whole process,
// among 1,000 certificates and among many; `list` of 100,000; `openssl ca -status`, which reads its index.txt and finds one
// line, runs beside them as a measure of the machine. CERTSTICK_BENCH_LARGE sets how many are many.
import { rmSync } from 'node:fs'
import { env } from 'node:process'
import { certstick, PROGRAM } from '../support/cli.ts'
import { serialOf } from '../support/inventory.ts'
import { makeLargeAuthority } from './large-authority.ts'
import { medianCost, medianCosts, type ProcessCost, runProcess } from './process-cost.ts'
import { atMost, type BenchRow } from './row.ts'

const SMALL = 1_000
const LIST = 100_000
const LARGE = Number(env['CERTSTICK_BENCH_LARGE'] ?? LIST)
const ROUNDS = 9
const LIST_SECONDS = 1.5
/** What a command may cost at the larger size, against the smaller. */
const FLAT = 1.2

export async function benchInventory(): Promise<readonly BenchRow[]> {
  const [small, large] = [
    await makeLargeAuthority({ issued: SMALL, revoked: 0 }),
    await makeLargeAuthority({ issued: LARGE, revoked: 0 }),
  ]
  const work: readonly [string, (round: number) => readonly string[]][] = [
    ['lookup', (round) => ['list', '--history', serialOf(round)]],
    ['revoke', (round) => ['revoke', serialOf(round), '--reason', 'superseded']],
    [
      'new (P-256)',
      (round) => [
        ...['new', '--yes', '--key', 'ec-p256', '--upn', `new${round}@contoso.com`],
        ...['--output', `sticks${round}`],
      ],
    ],
  ]
  const rows: BenchRow[] = []
  for (const [name, args] of work) {
    const run = (cwd: string) => (round: number) =>
      runProcess(process.execPath, [PROGRAM, ...args(round)], cwd)
    const [few, many] = await medianCosts(ROUNDS, [run(small.cwd), run(large.cwd)])
    rows.push(
      atMost(FLAT, {
        work: `${name} among ${LARGE.toLocaleString('en')} certificates`,
        measured: `${many.seconds.toFixed(2)} s`,
        peer: `among 1,000: ${few.seconds.toFixed(2)} s`,
        ratio: many.seconds / few.seconds,
      }),
    )
  }
  rows.push(
    await listRow(LARGE === LIST ? large.cwd : (await makeLargeAuthority({ issued: LIST, revoked: 0 })).cwd),
  )
  for (const { cwd } of [small, large]) rmSync(cwd, { recursive: true })
  return rows
}

async function listRow(cwd: string): Promise<BenchRow> {
  certstick(['list'], { cwd }) // so that all read from memory, not the first one from the disk
  const list = await medianCost(5, () => runProcess(process.execPath, [PROGRAM, 'list'], cwd))
  const peer: ProcessCost = await medianCost(5, () =>
    runProcess('sh', ['-c', `openssl ca -config openssl.cnf -status ${serialOf(LIST >> 1)} || :`], cwd),
  )
  return {
    work: `list of ${LIST.toLocaleString('en')}`,
    measured: `${list.seconds.toFixed(2)} s, ${list.peakMegabytes.toFixed(0)} MB`,
    peer: `openssl ca -status: ${peer.seconds.toFixed(2)} s`,
    ratio: list.seconds / peer.seconds,
    target: `under ${LIST_SECONDS} s`,
    reached: list.seconds < LIST_SECONDS,
  }
}
