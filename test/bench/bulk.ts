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
  readonly users: number
  readonly options?: readonly string[]
}

function runBulk(cwd: string, { node, key, users, options = [] }: BulkRun): Cost {
  const output = `output-${node.version}-${users}`
  const args = ['bulk', writeTable(cwd, users), '--key', key, '--output', output, ...options]
  return measure([node.path, PROGRAM, ...args], cwd, true)
}

/** As many as of P-256: the start, some two seconds of processor time, then does not count for much. */
const RSA_USERS = 1000
/** Of sixty keys the time would be a fifteenth more or less by chance, as much as lies between us and some targets. */
const [LOOPED, SPREAD] = [150, 150]

export function benchRsa(nodes: readonly NodeRelease[], cores: number): BenchRow[] {
  const cwd = freshDesk('rsa-2048')
  writePeer(cwd, 'rsa-2048')
  return nodes.flatMap((node) => {
    const looped = perUser(measure(loop(LOOPED), cwd), LOOPED)
    const ours = runBulk(cwd, { node, key: 'rsa-2048', users: RSA_USERS })
    const spread = perUser(measure(xargs(SPREAD, cores), cwd), SPREAD)
    const our = perUser(ours, RSA_USERS)
    const [share, overLoop, overXargs] = node.major >= 22 ? [0.85, 8, 4] : [0.93, 2.5, 1.25]
    const work = `bulk, RSA-2048, ${node.version}`
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
      beside(`${work}, processor time beside the floor`, (ours.cpuSeconds - ours.floorSeconds) / RSA_USERS),
    ]
  })
}

const [FEW, MANY, SPREAD_EC] = [40, 1000, 200]

export function benchEllipticCurve(nodes: readonly NodeRelease[], cores: number): BenchRow[] {
  const cwd = freshDesk('rsa-2048')
  writePeer(cwd, 'ec-p256')
  return nodes.flatMap((node) => {
    const spread = perUser(measure(xargs(SPREAD_EC, cores), cwd), SPREAD_EC)
    const run = (users: number) => runBulk(cwd, { node, key: 'ec-p256', users })
    const [small, large] = [run(FEW), run(MANY)]
    const our = perUser(large, MANY)
    const more = large.cpuSeconds - large.floorSeconds - (small.cpuSeconds - small.floorSeconds)
    const work = `bulk, P-256, RSA-2048 root, ${node.version}`
    return [
      atLeast(7, { work, measured: rate(our), peer: `xargs: ${rate(spread)}`, ratio: spread / our }),
      beside(`${work}, processor time beside the floor and the start`, more / (MANY - FEW)),
    ]
  })
}

export function benchMemory(node: NodeRelease): BenchRow[] {
  const cwd = freshDesk('ec-p256')
  const run = (users: number) => runBulk(cwd, { node, key: 'ec-p256', users, options: ['--one-zip'] })
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

function beside(work: string, seconds: number): BenchRow {
  const ratio = seconds / MOST_BESIDE
  const target = `at most ${milliseconds(MOST_BESIDE)} a user`
  return { work, measured: `${milliseconds(seconds)} a user`, peer: '-', ratio, target, reached: ratio <= 1 }
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
