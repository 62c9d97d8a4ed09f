// Preloaded into the program that is measured: counts the processor time of its key generation and signatures, by the
// thread's own clock. That is the floor, which no program can go below. (proc(5), /proc/[pid]/schedstat)
const crypto = require('node:crypto')
const { appendFileSync, readFileSync } = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')

const out = process.env.CERTSTICK_BENCH_FLOOR
if (out !== undefined) {
  const threadNanoseconds = () => Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0])
  for (const name of ['generateKeyPairSync', 'sign']) {
    const original = crypto[name]
    crypto[name] = (...args) => {
      const start = threadNanoseconds()
      const result = original(...args)
      appendFileSync(out, `${threadNanoseconds() - start}\n`)
      return result
    }
  }
  syncBuiltinESMExports()
}
