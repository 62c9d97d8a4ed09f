import { expect, test } from 'vitest'
import { collectGarbageAtTimes } from '../../src/bulk/garbage.ts'

test('garbage is collected while media are made, though the heap has not grown', async () => {
  const lost = new WeakRef(Buffer.alloc(1 << 16))
  await new Promise(setImmediate) // until then a WeakRef keeps what it was made of
  for (let made = 0; made < 500; made++) collectGarbageAtTimes()
  expect(lost.deref()).toBeUndefined()
})
