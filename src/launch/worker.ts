// What piscina starts in a thread: loads `src/bulk/worker.ts` out of its packs. The main thread does the same, so its cache
// is used; none is written, because a thread that is ended has no say any more.
import { cacheName } from './cache-name.ts'
import { openPacks } from './packs.ts'

module.exports = openPacks(cacheName(['bulk'], process)).load('./worker.js')
