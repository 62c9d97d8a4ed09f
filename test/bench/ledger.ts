// A ledger of 100,000 certificates and its index: list, revoke, issue one more, each as a whole process, and list where
// the index is gone, so that all of the ledger is parsed; `openssl ca -status`, which
// only reads its index.txt and finds one line, runs beside them as a measure of the machine.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { certstick, PROGRAM } from '../support/cli.ts'
import { serialOf } from '../support/ledger-events.ts'
import { makeLargeAuthority } from './large-authority.ts'
import { medianCost, type ProcessCost, runProcess } from './process-cost.ts'
import type { BenchRow } from './row.ts'

const LARGE = 100_000
const SMALL = 1_000
const ROUNDS = 5
const TARGET_SECONDS = 1
/** What issuing may cost more at the larger size beside reading and looking: the noise of a machine. */
const FLAT_SECONDS = 0.1

export async function benchLedger(): Promise<readonly BenchRow[]> {
  const small = await measure(SMALL)
  const large = await measure(LARGE)
  const peer = `openssl ca -status: ${large.status.seconds.toFixed(2)} s`
  const row = (work: string, { seconds }: ProcessCost): BenchRow => ({
    work: `ledger of 100,000: ${work}`,
    measured: `${seconds.toFixed(2)} s`,
    peer,
    ratio: seconds / large.status.seconds,
    target: `under ${TARGET_SECONDS} s`,
    reached: seconds < TARGET_SECONDS,
  })
  const reading = large.look.seconds - small.look.seconds
  const growth = large.issue.seconds - small.issue.seconds - reading
  return [
    row('list', large.list),
    row('list, without its index', large.unindexed),
    row('revoke', large.revoke),
    row('issue one more', large.issue),
    {
      work: 'issue one more, 100,000 on record against 1,000, beside reading the ledger and looking a name up',
      measured: `${growth.toFixed(2)} s more`,
      peer: `reading and looking: ${reading.toFixed(2)} s more`,
      ratio: growth / reading,
      target: `under ${FLAT_SECONDS} s more`,
      reached: growth < FLAT_SECONDS,
    },
  ]
}

async function measure(
  count: number,
): Promise<Readonly<Record<'list' | 'unindexed' | 'look' | 'revoke' | 'issue' | 'status', ProcessCost>>> {
  const { cwd } = await makeLargeAuthority({ issued: count, revoked: 0 })
  const run = (...args: readonly string[]) => runProcess(process.execPath, [PROGRAM, ...args], cwd)
  const failing = (...command: readonly string[]) =>
    runProcess('sh', ['-c', '"$@" || :', 'sh', ...command], cwd)
  const statusOf = ['ca', '-config', 'openssl.cnf', '-status', serialOf(count >> 1)]
  const issue = (round: number) =>
    run('new', '--yes', '--key', 'ec-p256', '--upn', `new${round}@contoso.com`, '--output', `media${round}`)
  certstick(['list'], { cwd }) // so that all read from memory, not the first one from the disk
  const list = await medianCost(ROUNDS, () => run('list'))
  // What every command does first that asks for a name: this one finds none, ends with 2 and writes nothing.
  const look = await medianCost(ROUNDS, () =>
    failing(process.execPath, PROGRAM, 'revoke', 'nobody', '--reason', 'superseded'),
  )
  rmSync(join(cwd, 'ca', 'ledger.index'), { force: true }) // a small ledger has none
  const costs = {
    list,
    look,
    unindexed: await medianCost(ROUNDS, () => run('list')),
    // The first of them makes the index again.
    revoke: await medianCost(ROUNDS, (round) => run('revoke', serialOf(round), '--reason', 'superseded')),
    issue: await medianCost(ROUNDS, issue),
    // It ends with 1 whatever it found.
    status: await medianCost(ROUNDS, () => failing('openssl', ...statusOf)),
  }
  rmSync(cwd, { recursive: true })
  return costs
}
