// Many users, beside the first edition, and beside the article's commands in a loop and under xargs.
import { PROGRAM } from '../support/cli.ts'
import { freshDesk, writeTable } from './desk.ts'
import { firstEdition } from './first-edition.ts'
import { type Cost, measure, mediansInTurns } from './measure.ts'
import type { NodeRelease } from './nodes.ts'
import { loop, type PeerKey, writePeer, xargs } from './peers.ts'
import { atLeast, atMost, type BenchRow, beside } from './row.ts'
import { scaled } from './scale.ts'

interface BulkRun {
  readonly node: NodeRelease
  readonly program: string
  readonly key: PeerKey
  readonly users: number
}

/** With a CA of its own, so that no run has the certificates of those before it to read. */
function runBulk({ node, program, key, users }: BulkRun): Cost {
  const cwd = freshDesk('rsa-2048', program)
  return measure([node.path, program, 'bulk', writeTable(cwd, users), '--key', key], cwd)
}

interface BulkBench {
  readonly key: PeerKey
  readonly users: number
  /** Of the first edition's users a second. */
  readonly least: number
  readonly rounds: number
  /** How many users the article's commands are measured with. */
  readonly peerUsers: number
}

const RSA: BulkBench = {
  key: 'rsa-2048',
  users: scaled(1000),
  least: 0.85,
  rounds: 1, // a run takes minutes, of a thousand keys, whose chances even out
  peerUsers: scaled(150),
}
const EC: BulkBench = { key: 'ec-p256', users: scaled(3000), least: 0.5, rounds: 3, peerUsers: scaled(200) }

export function benchRsa(nodes: readonly NodeRelease[], cores: number): BenchRow[] {
  return nodes.flatMap((node) => benchBulk(RSA, node, cores))
}

export function benchEllipticCurve(nodes: readonly NodeRelease[], cores: number): BenchRow[] {
  return nodes.flatMap((node) => benchBulk(EC, node, cores))
}

function benchBulk(
  { key, users, least, rounds, peerUsers }: BulkBench,
  node: NodeRelease,
  cores: number,
): BenchRow[] {
  const [our, first] = mediansInTurns(
    rounds,
    [PROGRAM, firstEdition()].map((program) => () => runBulk({ node, program, key, users })),
  ).map(({ seconds }) => users / seconds) as [number, number]
  const cwd = freshDesk('rsa-2048')
  writePeer(cwd, key)
  const [looped, spread] = mediansInTurns(1, [
    () => measure(loop(peerUsers), cwd),
    () => measure(xargs(peerUsers, cores), cwd),
  ]).map(({ seconds }) => peerUsers / seconds) as [number, number]
  const work = `bulk of ${users}, ${key}, ${node.version}`
  const measured = rate(our)
  return [
    atLeast(least, { work, measured, peer: `first edition: ${rate(first)}`, ratio: our / first }),
    beside({ work, measured, peer: `the article's loop: ${rate(looped)}`, ratio: our / looped }),
    beside({ work, measured, peer: `xargs -P${cores}: ${rate(spread)}`, ratio: our / spread }),
  ]
}

function rate(usersPerSecond: number): string {
  return `${usersPerSecond.toFixed(1)} users/s`
}

const [FEW, MANY] = [scaled(1000), scaled(10_000)]

export function benchMemory(node: NodeRelease): BenchRow[] {
  const run = (users: number) => runBulk({ node, program: PROGRAM, key: 'ec-p256', users })
  const [small, large] = [run(FEW).peakMegabytes, run(MANY).peakMegabytes]
  return [
    atMost(1.2, {
      work: `bulk of ${MANY}, ec-p256, peak memory, ${node.version}`,
      measured: `${large.toFixed(0)} MB`,
      peer: `of ${FEW}: ${small.toFixed(0)} MB`,
      ratio: large / small,
    }),
  ]
}
