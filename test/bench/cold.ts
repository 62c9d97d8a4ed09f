// One user from a cold start, and the start itself, beside the first edition, the article's commands and Node alone.
import { PROGRAM } from '../support/cli.ts'
import { freshDesk } from './desk.ts'
import { firstEdition } from './first-edition.ts'
import { type Cost, measure, mediansInTurns } from './measure.ts'
import type { NodeRelease } from './nodes.ts'
import { writePeer } from './peers.ts'
import { atMost, type BenchRow, beside } from './row.ts'
import { scaled } from './scale.ts'

/** RSA keys take a random time, by a half more or less: so many are needed for a median that stands. */
const ROUNDS = scaled(151)
const START_ROUNDS = scaled(61)
const [MOST_COLD, MOST_START] = [1.45, 1.25]

export function benchOneUser(nodes: readonly NodeRelease[]): BenchRow[] {
  return nodes.flatMap(({ path, version }) => {
    const desk = freshDesk('rsa-2048')
    writePeer(desk, 'rsa-2048')
    const [ours, first, article] = mediansInTurns(ROUNDS, [
      newUser(path, PROGRAM, desk),
      newUser(path, firstEdition(), freshDesk('rsa-2048', firstEdition())),
      (round) => measure(['bash', 'one.sh', String(round)], desk),
    ]) as [Cost, Cost, Cost]
    const work = `one user cold, RSA-2048, ${version}`
    const measured = milliseconds(ours)
    return [
      atMost(MOST_COLD, {
        work,
        measured,
        peer: `first edition: ${milliseconds(first)}`,
        ratio: ours.seconds / first.seconds,
      }),
      beside({
        work,
        measured,
        peer: `the article's openssl commands: ${milliseconds(article)}`,
        ratio: ours.seconds / article.seconds,
      }),
    ]
  })
}

function newUser(node: string, program: string, cwd: string): (round: number) => Cost {
  return (round) => measure([node, program, 'new', '--yes', '--upn', `user${round}@contoso.com`], cwd)
}

export function benchStart(nodes: readonly NodeRelease[]): BenchRow[] {
  const cwd = freshDesk('ec-p256')
  return nodes.flatMap(({ path, version }) => {
    const commands = [
      [path, PROGRAM, '--help'],
      [path, firstEdition(), '--help'],
      [path, '-e', '0'],
    ]
    const [ours, first, bare] = mediansInTurns(
      START_ROUNDS,
      commands.map((command) => () => measure(command, cwd)),
    ) as [Cost, Cost, Cost]
    const work = `--help, ${version}`
    const measured = milliseconds(ours)
    return [
      atMost(MOST_START, {
        work,
        measured,
        peer: `first edition: ${milliseconds(first)}`,
        ratio: ours.seconds / first.seconds,
      }),
      beside({
        work,
        measured,
        peer: `node -e 0: ${milliseconds(bare)}`,
        ratio: ours.seconds / bare.seconds,
      }),
    ]
  })
}

function milliseconds({ seconds }: Cost): string {
  return `${(seconds * 1000).toFixed(0)} ms`
}
