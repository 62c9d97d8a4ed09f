// One user from a cold start, and the start itself.

import { PROGRAM } from '../support/cli.ts'
import { freshDesk } from './desk.ts'
import { measure, mediansInTurns } from './measure.ts'
import type { NodeRelease } from './nodes.ts'
import { writePeer } from './peers.ts'
import { atMost, type BenchRow } from './row.ts'

/** RSA keys take a random time, by a half more or less: so many are needed for a median that stands. */
const ROUNDS = 151
const START_ROUNDS = 31

export function benchOneUser(nodes: readonly NodeRelease[]): BenchRow[] {
  const cwd = freshDesk('rsa-2048')
  writePeer(cwd, 'rsa-2048')
  const [peer, ...ours] = mediansInTurns(ROUNDS, [
    (round) => measure(['bash', 'one.sh', String(round)], cwd),
    ...nodes.map(({ path, version }) => (round: number) => {
      const args = ['new', '--yes', '--upn', `user${round}@contoso.com`, '--output', `output-${version}`]
      return measure([path, PROGRAM, ...args], cwd)
    }),
  ])
  return nodes.map(({ version, major }, index) => {
    const [our, their] = [ours[index]?.seconds ?? Number.NaN, peer?.seconds ?? Number.NaN]
    return atMost(major >= 22 ? 0.6 : 1, {
      work: `one user cold, RSA-2048, ${version}`,
      measured: milliseconds(our),
      peer: `the article's openssl commands: ${milliseconds(their)}`,
      ratio: our / their,
    })
  })
}

export function benchStart(nodes: readonly NodeRelease[]): BenchRow[] {
  const cwd = freshDesk('ec-p256')
  return nodes.flatMap(({ path, version }) => {
    const commands = [
      [path, '-e', '0'],
      [path, PROGRAM, '--help'],
      [path, PROGRAM, '--version'],
    ]
    const [bare, help, number] = mediansInTurns(
      START_ROUNDS,
      commands.map((command) => () => measure(command, cwd)),
    ).map(({ seconds }) => seconds) as [number, number, number]
    return (
      [
        ['--help', help],
        ['--version', number],
      ] as const
    ).map(([option, seconds]) =>
      atMost(2, {
        work: `${option}, ${version}`,
        measured: milliseconds(seconds),
        peer: `node -e 0: ${milliseconds(bare)}`,
        ratio: seconds / bare,
      }),
    )
  })
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(0)} ms`
}
