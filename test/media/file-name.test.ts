import { describe, expect, test } from 'vitest'
import { fileNameFault, fileNameKey } from '../../src/media/file-name.ts'

describe('names that Windows cannot hold', () => {
  test.each([
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    'a:b',
    'a"b',
    'a\nb',
    'a\0b',
    'a.',
    'a ',
    'CON',
    'con.txt',
    'nul',
    'COM1',
    'lpt9.log',
    'COM¹',
    'aux .x',
    'a'.repeat(256),
    '\ud800',
  ])('refuses %j', (name) => {
    expect(fileNameFault(name)).not.toBeNull()
  })

  test.each([
    'LAPTOP-01',
    "o'brien.zoe#1-cba.pfx",
    'con-cba.pfx',
    'console',
    'com10',
    '.hidden',
    'jane@contoso.com',
    'größe',
    '~!^_',
  ])('takes %j', (name) => {
    expect(fileNameFault(name)).toBeNull()
  })
})

test('names that differ in case only are one name on Windows', () => {
  expect(fileNameKey('Laptop-01')).toBe(fileNameKey('LAPTOP-01'))
  expect(fileNameKey('gro\u0308ße')).toBe(fileNameKey('größe'))
})
