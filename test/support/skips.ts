// A test that cannot run here is skipped, and its name says what it needs: `… (needs certtool)`.
import { test } from 'vitest'

/** `test`, or one that skips whatever it is given, `test.each` and the like too. @param needs what is absent, or null */
export function testUnless(needs: string | null): typeof test {
  return needs === null ? test : named<typeof test>(test.skip as typeof test, `(needs ${needs})`)
}

/** Signals that a program can answer; Windows has none, and ends it. */
export const testSignals = testUnless(process.platform === 'win32' ? 'signals' : null)

/** Adds words to the name of every test that `api` makes, at once or by way of `each`, `for`, `skipIf` and so on. */
function named<Api extends object>(api: Api, words: string): Api {
  return new Proxy(api, {
    apply: (target, _, [first, ...rest]: readonly unknown[]) => {
      const isName = typeof first === 'string'
      const result: unknown = Reflect.apply(target as Call, undefined, [
        isName ? `${first} ${words}` : first,
        ...rest,
      ])
      return typeof result === 'function' ? named(result, words) : result
    },
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? named(value.bind(target), words) : value
    },
  })
}

type Call = (...args: readonly unknown[]) => unknown
