// Names that Windows takes from Node, but that Explorer can neither open nor delete.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { newFileProblems, newPathProblems, writableProblems } from '../../src/media/disk-writable.ts'
import { temporaryFolder } from '../support/folders.ts'

describe('on Windows', () => {
  test.each(['con', 'NUL.txt', 'trail.', 'trail ', 'a:b'])(
    'a new folder %s is refused, and all below it',
    (name) => {
      const folder = temporaryFolder()
      const [problem, ...others] = writableProblems('output', join(folder, name, 'inner'), 'win32')
      expect(others).toEqual([])
      expect(problem).toMatchObject({ field: 'output', hint: 'choose another name' })
      expect(problem?.message).toContain(name)
    },
  )

  test('every such part is named at once', () => {
    const path = join(temporaryFolder(), 'aux', 'good', 'lpt1')
    expect(newPathProblems('output', path, 'win32').map(({ message }) => message)).toEqual([
      'aux is a device name that Windows reserves',
      'lpt1 is a device name that Windows reserves',
    ])
  })

  test('a folder that exists is used, whatever its name is', () => {
    const folder = join(temporaryFolder(), 'trail.')
    mkdirSync(folder)
    expect(writableProblems('output', folder, 'win32')).toEqual([])
    expect(writableProblems('output', join(folder, 'new'), 'win32')).toEqual([])
  })

  test('a new file is looked at too', () => {
    const folder = temporaryFolder()
    expect(newFileProblems('passwordOut', join(folder, 'nul'), 'win32')[0]?.message).toContain('nul')
    expect(newFileProblems('passwordOut', join(folder, 'jane.txt'), 'win32')).toEqual([])
    writeFileSync(join(folder, 'there'), '')
    expect(newFileProblems('passwordOut', join(folder, 'there'), 'win32')[0]?.message).toContain(
      'already exists',
    )
    expect(newFileProblems('passwordOut', null, 'win32')).toEqual([])
  })
})

test('other systems take any name', () => {
  expect(writableProblems('output', join(temporaryFolder(), 'con'), 'linux')).toEqual([])
})
