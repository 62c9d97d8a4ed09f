import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteArgument, splitCommandLine } from '../../src/answer-file/command-line.ts'
import { commandLineToArgv } from '../support/argv.ts'

const argument = fc.string({ unit: fc.constantFrom('a', '\\', '"', ' ', '\t', "'"), maxLength: 12 })

test('arguments come back from the command line that they were quoted for', () => {
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 4 }), (args) => {
      const line = ['prog', ...args.map(quoteArgument)].join(' ')
      expect(splitCommandLine(line)).toEqual(['prog', ...args])
    }),
  )
})

test('any line is split as the documentation says', () => {
  fc.assert(
    fc.property(argument, (line) => {
      expect(splitCommandLine(`p ${line}`)).toEqual(commandLineToArgv(`p ${line}`))
    }),
  )
})

/** The table of "Parsing C command-line arguments", Microsoft's C++ documentation. */
test.each([
  ['"abc" d e', ['abc', 'd', 'e']],
  ['a\\\\b d"e f"g h', ['a\\\\b', 'de fg', 'h']],
  ['a\\\\\\"b c d', ['a\\"b', 'c', 'd']],
  ['a\\\\\\\\"b c" d e', ['a\\\\b c', 'd', 'e']],
])('splits %j as documented', (line, args) => {
  expect(splitCommandLine(`prog ${line}`)).toEqual(['prog', ...args])
  expect(commandLineToArgv(`prog ${line}`)).toEqual(['prog', ...args])
})
