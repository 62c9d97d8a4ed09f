import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from '../src/secret.ts'

test('a secret is shown to nobody who does not ask for it by name', () => {
  const secret = new Secret('hunter2')
  const shown = [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }),
    inspect(secret, { showHidden: true }),
  ]
  for (const text of shown) expect(text).not.toContain('hunter2')
  expect(secret.reveal()).toBe('hunter2')
})
