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
  random: (size) => crypto.getRandomValues(new Uint8Array(size)),
  templates: new URL('../templates/', import.meta.url),
  worker: new URL('./worker.js', import.meta.url),
  cores: availableParallelism(),
  onInterrupt: (listener) => process.once('SIGINT', listener),
}).then((exitCode) => {
  process.exitCode = exitCode
})
