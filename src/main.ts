#!/usr/bin/env node
// Where `certstick` starts: refuses a release of Node that is too old, and loads the program only then. The check stands
// here, and what is imported statically has only syntax that Node 14 reads, because the rest has syntax that it does not.
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
