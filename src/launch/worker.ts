// What piscina starts in a thread: loads `src/bulk/worker.ts` out of its packs. The code is that of `certstick new`, so
// its cache is used; none is written, because a thread that is ended has no say any more.
import { cacheName } from './cache-name.ts'
import { openPacks } from './packs.ts'

module.exports = openPacks(cacheName(['new'], process)).load('./worker.js')
