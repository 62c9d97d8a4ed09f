// Keys for the rows of a bulk run that this thread makes, which wait for them before they are begun. An RSA key takes most
// of a row's time, and what else a row takes is dearer between two keys than after another row, whose code and data are in
// the processor's caches: so rows get their keys in batches.
import { isEllipticCurve, type KeyAlgorithm } from '../x509/key-algorithms.ts'
import type { UserKey } from '../x509/user-key.ts'

export interface KeySupply {
  /** Null where the signal was given before the key was begun. */
  readonly take: (algorithm: KeyAlgorithm, signal: AbortSignal) => Promise<UserKey | null>
}

export interface SupplyOptions {
  readonly generateUserKey: (algorithm: KeyAlgorithm) => Promise<UserKey>
  /** How many are being made or wait for one of Node's threads, for which the disk's work waits as well. */
  readonly atOnce: number
  /** How many are handed out together; fewer where no more are being made, or the first has waited for two seconds. */
  readonly batch: number
}

/** A batch of RSA-2048 takes less on two cores; in longer silence nobody knows whether anything goes on. */
const HELD_MS = 2_000

interface Order {
  readonly algorithm: KeyAlgorithm
  readonly signal: AbortSignal
  readonly resolve: (userKey: Promise<UserKey> | null) => void
}

export function openKeySupply({ generateUserKey, atOnce, batch }: SupplyOptions): KeySupply {
  const orders: Order[] = []
  let making = 0
  let made: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined

  function beginAll(): void {
    while (making < atOnce) {
      const order = orders.shift()
      if (order === undefined) return
      if (order.signal.aborted) order.resolve(null)
      else begin(order)
    }
  }

  function begin({ algorithm, resolve }: Order): void {
    making += 1
    const userKey = generateUserKey(algorithm)
    const end = (): void => {
      making -= 1
      made.push(() => resolve(userKey))
      beginAll()
      if (made.length >= batch || making === 0) handOut()
      else timer ??= setTimeout(handOut, HELD_MS)
    }
    userKey.then(end, end)
  }

  function handOut(): void {
    clearTimeout(timer)
    timer = undefined
    const all = made
    made = []
    for (const give of all) give()
  }

  return {
    take: (algorithm, signal) => {
      if (isEllipticCurve(algorithm)) return generateUserKey(algorithm) // which takes no time, and waits for nobody
      return new Promise((resolve) => {
        orders.push({ algorithm, signal, resolve })
        beginAll()
      })
    },
  }
}
