// Many users: how near to the floor, and how much faster than the article's loop.
import { PROGRAM } from '../support/cli.ts'
import { freshDesk, writeTable } from './desk.ts'
import { type Cost, measure } from './measure.ts'
import type { NodeRelease } from './nodes.ts'
import { loop, type PeerKey, writePeer, xargs } from './peers.ts'
import { atLeast, atMost, type BenchRow } from './row.ts'

interface BulkRun {
  readonly node: NodeRelease
  readonly key: PeerKey
  readonly rootKey: 'rsa-2048' | 'ec-p256'
  readonly users: number
  readonly options?: readonly string[]
}

/** With a CA of its own, so that no run has the books of those before it to read. */
function runBulk({ node, key, rootKey, users, options = [] }: BulkRun): Cost {
  const cwd = freshDesk(rootKey)
  const args = ['bulk', writeTable(cwd, users), '--key', key, ...options]
  return measure([node.path, PROGRAM, ...args], cwd, true)
}

/** Minutes of work: the start, and V8's compiling, which goes on for some hundred users, count for little then. */
const RSA_USERS = 4000
/** Of sixty keys the time would be a fifteenth more or less by chance, as much as lies between us and some targets. */
const [LOOPED, SPREAD] = [150, 150]

export function benchRsa(nodes: readonly NodeRelease[], cores: number): BenchRow[] {
  const cwd = freshDesk('rsa-2048')
  writePeer(cwd, 'rsa-2048')
  return nodes.flatMap((node) => {
    const looped = perUser(measure(loop(LOOPED), cwd), LOOPED)
    const ours = runBulk({ node, key: 'rsa-2048', rootKey: 'rsa-2048', users: RSA_USERS })
    const spread = perUser(measure(xargs(SPREAD, cores), cwd), SPREAD)
    const our = perUser(ours, RSA_USERS)
    const [share, overLoop, overXargs] = node.major >= 22 ? [0.85, 8, 4] : [0.93, 2.5, 1.25]
    const work = `bulk of ${RSA_USERS}, RSA-2048, ${node.version}`
    const floor = ours.floorSeconds / RSA_USERS
    return [
      // Floor and wall of one run, so the randomness of key generation cancels out. On a machine that is busy with
      // other work the wall says little, and the share of the processor time that the run had says more.
      atLeast(share, {
        work: `${work}, share of the floor`,
        measured: `${rate(our)}, ${cores} cores`,
        peer: `the floor: ${milliseconds(floor)} of one core a user, ${percentOfCpu(ours)} of the run's processor time`,
        ratio: floor / (cores * our),
      }),
      atLeast(overLoop, {
        work,
        measured: rate(our),
        peer: `the loop: ${rate(looped)}`,
        ratio: looped / our,
      }),
      atLeast(overXargs, { work, measured: rate(our), peer: `xargs: ${rate(spread)}`, ratio: spread / our }),
      beside(work, ours, RSA_USERS),
    ]
  })
}

/** The smaller table shows what the start costs: half a minute's work counts little of it. */
const EC_TABLES = [1000, 10_000]
const SPREAD_EC = 200

export function benchEllipticCurve(nodes: readonly NodeRelease[], cores: number): BenchRow[] {
  const cwd = freshDesk('rsa-2048')
  writePeer(cwd, 'ec-p256')
  return nodes.flatMap((node) =>
    EC_TABLES.flatMap((users) => {
      const spread = perUser(measure(xargs(SPREAD_EC, cores), cwd), SPREAD_EC)
      const ours = runBulk({ node, key: 'ec-p256', rootKey: 'rsa-2048', users })
      const our = perUser(ours, users)
      const work = `bulk of ${users}, P-256, RSA-2048 root, ${node.version}`
      return [
        atLeast(7, { work, measured: rate(our), peer: `xargs: ${rate(spread)}`, ratio: spread / our }),
        beside(work, ours, users),
      ]
    }),
  )
}

export function benchMemory(node: NodeRelease): BenchRow[] {
  const run = (users: number) =>
    runBulk({ node, key: 'ec-p256', rootKey: 'ec-p256', users, options: ['--one-zip'] })
  const [small, large] = [run(1000).peakMegabytes, run(10_000).peakMegabytes]
  return [
    atMost(1.2, {
      work: 'bulk --one-zip, P-256, 10,000 users, peak memory',
      measured: `${large.toFixed(0)} MB`,
      peer: `1,000 users: ${small.toFixed(0)} MB`,
      ratio: large / small,
    }),
  ]
}

const MOST_BESIDE = 0.005

/** What a user costs that is no key and no signature, the start included. */
function beside(run: string, { cpuSeconds, floorSeconds }: Cost, users: number): BenchRow {
  const seconds = (cpuSeconds - floorSeconds) / users
  const work = `${run}, processor time beside the floor`
  const measured = `${milliseconds(seconds)} a user`
  const target = `at most ${milliseconds(MOST_BESIDE)} a user`
  return { work, measured, peer: '-', ratio: seconds / MOST_BESIDE, target, reached: seconds <= MOST_BESIDE }
}

function percentOfCpu({ floorSeconds, cpuSeconds }: Cost): string {
  return `${((100 * floorSeconds) / cpuSeconds).toFixed(0)} %`
}

function perUser({ seconds }: Cost, users: number): number {
  return seconds / users
}

function rate(secondsPerUser: number): string {
  return `${(1 / secondsPerUser).toFixed(1)} users/s`
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`
}
