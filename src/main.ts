#!/usr/bin/env node
// process → World. The clock, randomness and the streams are reached for here and nowhere else.
import { availableParallelism } from 'node:os'
import { run } from './cli/run.ts'

// A reader that has left, such as `head`, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

void run({
  argv: process.argv.slice(2),
  env: process.env,
  platform: process.platform,
  cwd: process.cwd(),
  // Opened when it is asked for, because that takes a moment that `--help` does not need.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  // Loaded when it is asked for, because `--help` needs none; the Web Crypto API would load more than this.
  random: (size) => process.getBuiltinModule('node:crypto').randomBytes(size),
  templates: new URL('../templates/', import.meta.url),
  worker: new URL('./worker.js', import.meta.url),
  cores: availableParallelism(),
  onInterrupt: (listener) => process.once('SIGINT', listener),
}).then((exitCode) => {
  process.exitCode = exitCode
})
