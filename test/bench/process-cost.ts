// What a whole process costs: time on the wall from its start to its end, and its peak memory (Linux only).
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ProcessCost {
  readonly seconds: number
  /** Of resident memory, in MB; NaN where it cannot be known. */
  readonly peakMegabytes: number
}

const POLL_MS = 4

/** Runs it with its output thrown away. @throws Error where it does not end with 0 */
export function runProcess(program: string, args: readonly string[], cwd: string): Promise<ProcessCost> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env // because it adds 50 ms to every start of Node 20
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
    let peakMegabytes = Number.NaN
    let errors = ''
    child.stderr.on('data', (text) => (errors += text))
    const poll = setInterval(() => {
      peakMegabytes = peakOf(child.pid) ?? peakMegabytes
    }, POLL_MS)
    child.on('error', reject)
    child.on('close', (status) => {
      clearInterval(poll)
      const seconds = (performance.now() - start) / 1000
      if (status === 0) resolve({ seconds, peakMegabytes })
      else reject(new Error(`${program} ${args.join(' ')} ended with ${status}: ${errors}`))
    })
  })
}

/** The high-water mark that the kernel keeps, proc(5). */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) / 1024
  } catch {
    return null // because it has ended, or this is no Linux
  }
}

type Run = (round: number) => Promise<ProcessCost>

/** Runs it several times. @returns the median of the time, the largest of the memory */
export async function medianCost(times: number, run: Run): Promise<ProcessCost> {
  const [cost] = await medianCosts(times, [run])
  return cost
}

/** The same of several, in turns, so that what else the machine does befalls all alike. */
export async function medianCosts<Runs extends readonly [Run, ...Run[]]>(
  times: number,
  runs: Runs,
): Promise<{ [index in keyof Runs]: ProcessCost }> {
  const costs = runs.map((): ProcessCost[] => [])
  for (let round = 0; round < times; round++) {
    for (const [index, run] of runs.entries()) costs[index]?.push(await run(round))
  }
  return costs.map(medianOf) as { [index in keyof Runs]: ProcessCost }
}

function medianOf(costs: readonly ProcessCost[]): ProcessCost {
  const seconds = costs.map((cost) => cost.seconds).sort((one, other) => one - other)
  return {
    seconds: seconds[costs.length >> 1] ?? Number.NaN,
    peakMegabytes: Math.max(...costs.map((cost) => cost.peakMegabytes)),
  }
}
