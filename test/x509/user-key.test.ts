import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { bundleProgram } from '../support/programs.ts'

test('a key is made to its end whenever garbage is collected', async () => {
  const program = await bundleProgram(new URL('user-key-program.ts', import.meta.url))
  const args = ['--expose-gc', program]
  const { stdout, signal } = spawnSync(process.execPath, args, { timeout: 20_000, encoding: 'utf8' })
  expect(signal).toBeNull() // SIGTERM: it waited for itself
  const [curve, rsa] = ['ec-p256 true\n', 'rsa-2048 true\n']
  expect(stdout).toBe(`${curve}${curve}prime256v1\nprime256v1\n${rsa}${rsa}2048\n2048\n`)
})
