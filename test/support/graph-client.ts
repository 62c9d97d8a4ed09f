// A client of Microsoft Graph, and a server that answers it as a test says.
import { GraphClient } from '../../src/entra/client.ts'
import { findEndpoints } from '../../src/entra/clouds.ts'
import type { GraphError } from '../../src/entra/graph-error.ts'
import { Secret } from '../../src/secret.ts'
import { type Answerer, startLoopback } from './loopback.ts'
import { frozenRandom } from './world.ts'

const NOW = new Date('2026-11-27T08:00:00Z')
export const TOKEN = 'header.payload.signature-of-the-token'

export async function makeClient(answer: Answerer, env: Readonly<Record<string, string>> = {}) {
  const { url, asked } = await startLoopback(answer)
  const waits: number[] = []
  const endpoints = findEndpoints(null, { CERTSTICK_GRAPH_URL: url })
  const wait = async (ms: number) => void waits.push(ms)
  const client = new GraphClient(endpoints, new Secret(TOKEN), {
    env,
    now: () => NOW,
    random: frozenRandom(),
    wait,
  })
  return { client, asked, waits, url }
}

export const errorOf = (work: Promise<unknown>): Promise<GraphError> =>
  work.then(
    () => {
      throw new Error('nothing was thrown')
    },
    (error) => error as GraphError,
  )

export async function collectAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
