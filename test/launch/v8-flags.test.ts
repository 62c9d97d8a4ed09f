import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { bulkFlags } from '../../src/launch/v8-flags.ts'

test('this Node knows the flags', () => {
  const asked = 'process.stdout.write(process.execArgv.join(" "))' // not reached where Node knows one of them not
  const flags = bulkFlags(process.version)
  expect(execFileSync(process.execPath, [...flags.split(' '), '-e', asked]).toString()).toContain(flags)
})
