import { join, normalize, parse } from 'node:path'
import { expect, test } from 'vitest'
import { formatError, formatWarning } from '../../src/cli/error-text.ts'
import { UserError } from '../../src/errors.ts'
import { shown } from '../../src/screen-text.ts'

test('each line of an error says what it is: what is wrong, and what helps', () => {
  const error = new UserError('wrong-input', 'nothing was exported', {
    problems: [{ field: 'to', message: 'is missing', hint: 'choose macos' }],
    hint: 'see the README',
  })
  expect(formatError(error, '/desk').split('\n')).toEqual([
    'error: nothing was exported',
    'error: --to: is missing',
    'hint: choose macos',
    'hint: see the README',
  ])
})

test('a path is shown as the user would type it: from the working directory, in quotes only around spaces', () => {
  for (const [cwd, path, typed] of [
    ['/desk', '/desk/ca', 'ca'],
    ['/my desk', '/my desk/ca', 'ca'],
    ['/my desk', '/my desk/my ca', '"my ca"'],
    ['/desk', '/else where/ca', '"/else where/ca"'],
    ['/desk', '/data/desk/ca', '/data/desk/ca'],
    ['/desk', 'C:\\Users\\anna\\ca', 'C:\\Users\\anna\\ca'],
  ] as const) {
    const own = path.startsWith('/') ? normalize(path) : path
    const error = new UserError('failed', `${shown(own)} and ${shown(join(cwd, 'x'))} cannot be read`)
    const as = path.startsWith('/') ? normalize(typed) : typed
    expect(formatError(error, normalize(cwd))).toBe(`error: ${as} and x cannot be read`)
    expect(formatWarning(error.message, normalize(cwd))).toBe(`warning: ${as} and x cannot be read`)
  }
})

test('in the root folder paths stay as they are', () => {
  const { root } = parse(process.cwd())
  const error = new UserError('failed', `${join(root, 'srv', 'ca')} cannot be read: and/or`)
  expect(formatError(error, root)).toBe(`error: ${join(root, 'srv', 'ca')} cannot be read: and/or`)
})
