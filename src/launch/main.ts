#!/usr/bin/env node
// What `certstick` starts: loads the program, `src/main.ts`, out of its packs, and leaves a code cache for the next
// time. Beside `src/main.ts`, the process is reached for here too.
import { cacheName, mayWrite } from './cache-name.ts'
import { openPacks } from './packs.ts'

const argv = process.argv.slice(2)
// V8 would let each heap double before it collects it whole, and of ten thousand users' Buffers, which only dead objects
// know, tens of megabytes lie about until then. Said here because V8 takes no code cache that was written under other flags.
if (argv[0] === 'bulk') process.getBuiltinModule('node:v8').setFlagsFromString('--heap-growing-percent=30')
const { load, writeCaches } = openPacks(cacheName(argv, process))
process.once('exit', (code) => {
  if (code !== 0) return // because a run that failed has not seen the code that the next one needs
  if (mayWrite(process)) writeCaches()
  process.exit() // because all is done by now, and so Node does not take itself to pieces first
})
load('./main.js')
