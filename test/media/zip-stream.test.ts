// The zips of a bulk run, held against archiver's and read by other code: yauzl, Info-ZIP, and Python's zipfile.
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../src/media/tree.ts'
import { decodeZip } from '../../src/media/unzip.ts'
import { encodeZip } from '../../src/media/zip.ts'
import { zipStream, zipTree } from '../../src/media/zip-stream.ts'
import { temporaryFolder } from '../support/folders.ts'
import { run, testWith } from '../support/tools.ts'

function zip(files: Iterable<readonly [string, Uint8Array]>): Buffer {
  const chunks: Uint8Array[] = []
  const stream = zipStream((chunk) => chunks.push(Uint8Array.from(chunk)))
  for (const [path, bytes] of files) stream.add(path, bytes)
  stream.end()
  return Buffer.concat(chunks)
}

/** Written as it is made; a chunk may lie far behind the one before, in a file that takes no place on the disk. */
function zipOnDisk(files: Iterable<readonly [string, Uint8Array]>): string {
  const path = join(temporaryFolder(), 'all.zip')
  const handle = openSync(path, 'wx')
  let at = 0
  const stream = zipStream((chunk) => {
    if (chunk !== HOLE) writeSync(handle, chunk, 0, chunk.length, at)
    at += chunk.length
  })
  for (const [name, bytes] of files) stream.add(name, bytes)
  stream.end()
  return path
}

const HOLE = Buffer.alloc(1 << 30)
const x = Buffer.from('x')

describe('a zip that is written while it is made', () => {
  test('holds what went in, whatever it is called', async () => {
    const name = fc.stringMatching(/^[a-zé漢]{1,12}$/u)
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.uint8Array({ maxLength: 300 })), async (files) => {
        const tree = await decodeZip(zip(Object.entries(files)))
        expect(Object.fromEntries(tree)).toEqual(
          Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes)])),
        )
      }),
    )
  })

  test('of one medium is what archiver makes, byte for byte', async () => {
    const path = fc.stringMatching(/^([a-z]{1,8}\/)?[a-zé漢' #!~-]{1,12}x$/u)
    await fc.assert(
      fc.asyncProperty(fc.dictionary(path, fc.uint8Array({ maxLength: 300 })), async (files) => {
        const tree = makeTree(Object.entries(files))
        expect(Buffer.from(zipTree(tree)).toString('hex')).toBe(
          Buffer.from(await encodeZip(tree)).toString('hex'),
        )
      }),
    )
  })

  testWith('unzip')('is whole to Info-ZIP, with modes that keep others out', () => {
    const path = zipOnDisk([
      ['A/Größe.xml', x],
      ['B/empty', new Uint8Array()],
    ])
    expect(run('unzip', ['-t', path])).toMatchObject({ status: 0 })
    const { stdout } = run('unzip', ['-Z', path])
    expect(stdout.match(/^-rw------- .* unx .* stor 80-Jan-01 00:00/gm)).toHaveLength(2)
  })

  testWith('unzip')('says by ZIP64 how many entries it has where they are many', () => {
    const many = Array.from({ length: 70_000 }, (_, i) => [`${i}/a`, x] as const)
    const path = zipOnDisk(many)
    expect(run('unzip', ['-tqq', path])).toMatchObject({ status: 0 })
    const { stdout } = run('unzip', ['-Zt', path])
    expect(stdout).toContain('70000 files')
    expect(zip(many.slice(0, 0xfffe)).includes('PK\x06\x06')).toBe(false)
    expect(zip(many.slice(0, 0xffff)).includes('PK\x06\x06')).toBe(true)
  })

  testWith('python3')(
    'says by ZIP64 where an entry lies that is far behind',
    () => {
      const holes = Array.from({ length: 5 }, (_, i) => [`hole-${i}`, HOLE] as const)
      const path = zipOnDisk([['first', x], ...holes, ['last', Buffer.from('far away')]])
      const read = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("last").decode())'
      expect(run('python3', ['-c', read, path])).toMatchObject({ status: 0, stdout: 'far away\n' })
    },
    60_000,
  )
})
