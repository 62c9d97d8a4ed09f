// Runs a command and says what it cost, its children included.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Cost {
  /** Seconds on the wall. */
  readonly seconds: number
  /** Seconds of processor time, user and system, by GNU time. */
  readonly cpuSeconds: number
  readonly peakMegabytes: number
}

/** @throws Error with what the command said, where it fails */
export function measure(command: readonly string[], cwd: string): Cost {
  const scratch = mkdtempSync(join(tmpdir(), 'certstick-cost-'))
  const costs = join(scratch, 'costs')
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env // because it adds 50 ms to every start of Node 20
  const start = performance.now()
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%U %S %M', '-o', costs, ...command], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  const seconds = (performance.now() - start) / 1000
  if (status !== 0) throw new Error(`${command.join(' ')}\n${stderr}`)
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(costs, 'utf8').split(' ').map(Number)
  rmSync(scratch, { recursive: true })
  return { seconds, cpuSeconds: user + system, peakMegabytes: kilobytes / 1024 }
}

/** Runs each so many times, in turns, so that what else the machine does befalls all alike. @returns medians by wall time */
export function mediansInTurns(times: number, runs: readonly ((round: number) => Cost)[]): Cost[] {
  const costs = runs.map((): Cost[] => [])
  for (let round = 0; round < times; round++) {
    for (const [index, run] of runs.entries()) costs[index]?.push(run(round))
  }
  return costs.map((all) => all.sort((a, b) => a.seconds - b.seconds)[times >> 1] as Cost)
}
