// Preloaded into the program that is measured: counts the processor time of its key generation and signatures. That is
// the floor, which no program can go below. What a thread does itself is counted by its own clock; Node's own threads
// make keys and put files on the disk, and only the keys take time outside of the kernel.
// (proc(5): /proc/[pid]/schedstat and /proc/[pid]/stat)
const crypto = require('node:crypto')
const fs = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')
const { isMainThread } = require('node:worker_threads')

const out = process.env.CERTSTICK_BENCH_FLOOR
if (out !== undefined) {
  const record = (nanoseconds) => fs.appendFileSync(out, `${nanoseconds}\n`)
  const threadNanoseconds = () =>
    Number(fs.readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0])
  for (const name of ['generateKeyPairSync', 'sign']) {
    const original = crypto[name]
    crypto[name] = (...args) => {
      const start = threadNanoseconds()
      const result = original(...args)
      record(threadNanoseconds() - start)
      return result
    }
  }
  syncBuiltinESMExports()
  if (isMainThread) {
    const threads = () => fs.readdirSync('/proc/self/task')
    const before = new Set(threads())
    fs.access('/', () => {}) // starts Node's own threads
    const own = threads().filter((thread) => !before.has(thread))
    process.once('exit', () => {
      for (const thread of own) record(userTicks(thread) * NANOSECONDS_PER_TICK)
    })
  }
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const NANOSECONDS_PER_TICK = 1e7

/** `utime`, the fourteenth field; the second is a name in brackets, and may hold spaces. */
function userTicks(thread) {
  const stat = fs.readFileSync(`/proc/self/task/${thread}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[11])
}
