import { expect, test } from 'vitest'
import { isForeignPath, recordedName } from '../src/recorded-path.ts'

test.each([
  ['C:\\certstick\\ca', 'linux', true],
  ['d:/ca', 'darwin', true],
  ['\\\\server\\share\\ca', 'linux', true],
  ['/home/anna/ca', 'linux', false],
  ['/home/anna/ca', 'win32', true],
  ['C:\\certstick\\ca', 'win32', false],
  ['\\\\server\\share\\ca', 'win32', false],
  ['templates/my.xml', 'win32', false],
  ['templates\\my.xml', 'linux', false],
])('%s on %s is a path of another system: %s', (path, system, isForeign) => {
  expect(isForeignPath(path, system)).toBe(isForeign)
})

test('the last name is found, whoever recorded the path', () => {
  expect(recordedName('C:\\certstick\\output\\PC-1')).toBe('PC-1')
  expect(recordedName('/home/anna/output/PC-1')).toBe('PC-1')
})
