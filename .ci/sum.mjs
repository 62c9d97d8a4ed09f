// Adds up the reports of several test runs: node .ci/sum.mjs REPORT PATH [REPORT PATH]...
// The name of a skipped test says what it needs, as in `opens in Java (needs keytool)`. A skip that says nothing, or
// that needs a program which was on the PATH of its run, is a failure.
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const sum = { passed: 0, failed: 0, skipped: 0 }
/** How many tests were skipped, by what they need. */
const needs = new Map()

for (let i = 2; i < process.argv.length; i += 2) addUp(process.argv[i], process.argv[i + 1])

for (const [what, count] of needs) console.log(`${count} skipped, which need ${what}`)
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
if (sum.failed > 0) process.exitCode = 1

function addUp(report, path) {
  if (!existsSync(report)) return fail('a test run ended without a report')
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  if (tests.length === 0) fail('a test run had no tests')
  for (const { status, fullName } of tests) {
    if (status === 'passed' || status === 'failed') sum[status] += 1
    else if (!addSkip(fullName, path)) fail(`skipped without need: ${fullName}`)
  }
  // A file that does not even load fails, though no test of it does.
  for (const { status, name, assertionResults } of testResults) {
    if (status === 'failed' && assertionResults.every((test) => test.status !== 'failed'))
      fail(`did not run to its end: ${name}`)
  }
}

/** @returns whether it was right to skip it */
function addSkip(name, path) {
  const what = /\(needs ([^()]+)\)$/.exec(name)?.[1]
  if (what === undefined) return false
  const isHere = (program) => path.split(delimiter).some((folder) => existsSync(join(folder, program)))
  if (what.split(', ').some(isHere)) return false
  sum.skipped += 1
  needs.set(what, (needs.get(what) ?? 0) + 1)
  return true
}

function fail(message) {
  console.log(message)
  sum.failed += 1
}
