#!/usr/bin/env node
// What `certstick` starts: loads the program, `src/main.ts`, out of its packs, and leaves a code cache for the next
// time. Beside `src/main.ts`, the process is reached for here too.
import { cacheName, mayWrite } from './cache-name.ts'
import { openPacks } from './packs.ts'
import { bulkFlags } from './v8-flags.ts'

const argv = process.argv.slice(2)
// Before any code is loaded, because V8 takes no code cache that was written under other flags.
if (argv[0] === 'bulk') process.getBuiltinModule('node:v8').setFlagsFromString(bulkFlags(process.version))
const { load, writeCaches } = openPacks(cacheName(argv, process))
process.once('exit', (code) => {
  if (code !== 0) return // because a run that failed has not seen the code that the next one needs
  if (mayWrite(process)) writeCaches()
  process.exit() // because all is done by now, and so Node does not take itself to pieces first
})
load('./main.js')
