#!/usr/bin/env node
// The start of `certstick`: refuses an old release of Node, and only then loads the program. This file and its static imports
// use only syntax that Node 14 can read, unlike the rest of the program.
import { keepCompiledCode } from './compile-cache.ts'
import { nodeVersionProblem } from './node-version.ts'

const problem = nodeVersionProblem(process.versions.node)
if (problem === null) {
  keepCompiledCode(process)
  void import('./process.ts')
} else {
  process.stderr.write(`error: ${problem}\n`)
  process.exitCode = 1
}
