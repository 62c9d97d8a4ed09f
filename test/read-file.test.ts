import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NotAFile, readRegularFile } from '../src/read-file.ts'
import { emptyFolder } from './support/cli.ts'
import { testWithLinks } from './support/links.ts'
import { testUnless } from './support/skips.ts'
import { testWith } from './support/tools.ts'

const folder = emptyFolder()
const file = join(folder, 'file')
writeFileSync(file, 'content')
const read = (path: string, links: 'followed' | 'refused', mostBytes = 100) =>
  readRegularFile(path, { links, mostBytes })

describe('a file', () => {
  test('is read whole, and not where it is larger', () => {
    expect(read(file, 'refused')?.toString()).toBe('content')
    expect(read(file, 'refused', 7)?.toString()).toBe('content')
    expect(read(file, 'refused', 6)).toBeNull()
  })

  testWithLinks(
    'that a link leads to is read where the user named the link, and not where it was found',
    () => {
      const link = join(folder, 'link')
      symlinkSync(file, link)
      expect(read(link, 'followed')?.toString()).toBe('content')
      expect(() => read(link, 'refused')).toThrow(new NotAFile('it is a link, not a file'))
    },
  )

  test('that is not there is the system’s error', () => {
    expect(() => read(join(folder, 'none'), 'followed')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })
})

describe('what is no file is refused and not waited for', () => {
  test('a folder', () => {
    mkdirSync(join(folder, 'folder'))
    expect(() => read(join(folder, 'folder'), 'followed')).toThrow(new NotAFile('it is a folder'))
  })

  testWith('mkfifo')('a pipe, and a link to one', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    symlinkSync(join(folder, 'pipe'), join(folder, 'to-pipe'))
    for (const name of ['pipe', 'to-pipe']) {
      expect(() => read(join(folder, name), 'followed')).toThrow(new NotAFile('it is a pipe, not a file'))
    }
  })

  testUnless(existsSync('/dev/zero') ? null : '/dev/zero')('a device', () => {
    expect(() => read('/dev/zero', 'refused')).toThrow(new NotAFile('it is a device, not a file'))
  })
})
