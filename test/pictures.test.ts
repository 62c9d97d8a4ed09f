// The documents' pictures, beside what the program prints today.
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { testInTerminal } from './support/pty.ts'
import { run } from './support/tools.ts'

const SCRIPT = fileURLToPath(new URL('../docs/pictures.mjs', import.meta.url))

testInTerminal('the pictures say what the program says today: npm run pictures draws them again', () => {
  const { status, stderr } = run(process.execPath, [SCRIPT, '--check'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
