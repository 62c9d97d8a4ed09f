// Who makes the media of a bulk run: the program's own thread, and workers beside it where they are worth their start.
// RSA keys take longest and are made by Node's own threads, which need no code loaded: the thread that asks for them has
// time for all the rest. Elliptic curve keys take no time, and the rest is shared between as many threads as cores.
import { generateUserKey } from '../x509/user-key.ts'
import { openKeySupply } from './key-supply.ts'
import { type Maker, type MakerOptions, openMaker } from './maker.ts'

export interface Makers {
  /** One for each row that is on its way at once. */
  readonly lanes: readonly Maker[]
  readonly close: () => Promise<void>
}

export interface Work {
  readonly rows: number
  /** Whether some keys are RSA. */
  readonly longKeys: boolean
  readonly cores: number
}

/** How many keys Node makes at once: https://docs.libuv.org/en/v1.x/threadpool.html */
const NODE_THREADS = 4
/** So many rows take as long as a worker's start, half a second of a core. */
const ROWS_WORTH_A_WORKER = 60
/** For each core, so that it has something to do while the thread that asks for keys is busy with a batch. */
const KEYS_AT_ONCE = 4
/** So many share what the first one takes to warm up; no more, because in a small table the other cores then wait. */
const BATCH = 16
/** More than keys in the making and held back: the others are between the steps and wait for the disk. */
const LANES_PER_CORE = 24
/** Where it makes RSA keys itself. */
const LANES_PER_KEY_WORKER = 8
/** Twice as many as it takes at once (`worker-maker.ts`), because some wait for the books. */
const LANES_PER_WORKER = 32
/** Where the work is this thread's own: so many, because the more write into the books at once, the less each costs. */
const OWN_LANES = 16

/** @param worker the built `worker.ts` */
export async function openMakers(work: Work, worker: URL, options: MakerOptions): Promise<Makers> {
  const { rows, longKeys, cores } = work
  const busy = Math.min(cores, longKeys ? NODE_THREADS : 1)
  const threads = Math.min(cores - busy, Math.floor(rows / ROWS_WORTH_A_WORKER))
  const batch = Math.min(BATCH, Math.ceil(rows / BATCH))
  const keys = openKeySupply({ generateUserKey, atOnce: busy * KEYS_AT_ONCE, batch })
  const own = Array<Maker>(longKeys ? busy * LANES_PER_CORE : OWN_LANES).fill(openMaker(keys, options))
  if (threads === 0) return { lanes: own, close: async () => {} }
  const { openWorker } = await import('./worker-maker.ts')
  const workers = Array.from({ length: threads }, () => openWorker(worker, options))
  const lanesOfEach = longKeys ? LANES_PER_KEY_WORKER : LANES_PER_WORKER
  // In turns, so that each has something to do from the first row on.
  const others = Array.from({ length: lanesOfEach }, () => workers).flat()
  return {
    lanes: [...others, ...own],
    close: async () => void (await Promise.all(workers.map(({ close }) => close()))),
  }
}
