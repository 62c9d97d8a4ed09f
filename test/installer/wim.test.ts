import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readWimFile } from '../../src/installer/wim-file.ts'
import { decodeWimHeader } from '../../src/installer/wim-header.ts'
import { decodeWimXml } from '../../src/installer/wim-xml.ts'
import { temporaryFolder } from '../support/folders.ts'
import { testWithLinks } from '../support/links.ts'
import { wimBytes } from '../support/wim.ts'

function fileOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'install.wim')
  writeFileSync(path, bytes)
  return path
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le')

test('an image says its index, names, edition, architecture, build and languages', () => {
  const images = [
    { name: 'Windows 10 Pro', displayName: 'Windows 11 Pro', languages: ['de-DE', 'fr-FR'] },
    { arch: 12 },
  ]
  expect(readWimFile(fileOf(wimBytes({ images })))).toMatchObject({
    header: { part: 1, parts: 1, imageCount: 2 },
    images: [
      {
        index: 1,
        name: 'Windows 10 Pro',
        displayName: 'Windows 11 Pro',
        edition: 'Professional',
        architecture: 'amd64',
        build: 26_100,
        revision: 1742,
        languages: ['de-DE', 'fr-FR'],
      },
      { index: 2, architecture: 'arm64' },
    ],
  })
})

test('what the XML leaves out is null or empty, and no number is made of words', () => {
  const xml =
    '<WIM><IMAGE INDEX="x"><WINDOWS><ARCH>99</ARCH><VERSION><BUILD>many</BUILD></VERSION></WINDOWS></IMAGE></WIM>'
  expect(decodeWimXml(utf16(xml))).toEqual([
    {
      index: 0,
      name: '',
      description: '',
      displayName: '',
      edition: '',
      architecture: null,
      build: null,
      revision: null,
      languages: [],
    },
  ])
})

describe('a file that is no whole image says why', () => {
  const whole = wimBytes()
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(whole)
    change(bytes)
    return bytes
  }
  test.each([
    ['an empty one', Buffer.alloc(0), 'is too short'],
    ['another kind', Buffer.alloc(4096, 'MZ'), 'is not a Windows image'],
    ['an unknown header', changed((bytes) => bytes.writeUInt32LE(212, 8)), 'header of an unknown size'],
    ['one still being written', changed((bytes) => bytes.writeUInt32LE(0x40, 16)), 'never finished'],
    ['a copy that was cut off', whole.subarray(0, -2), 'was cut off'],
    ['a copy whose end is zeros', changed((bytes) => bytes.fill(0, 1258)), 'has no list of its images'],
    [
      'XML at an impossible place',
      changed((bytes) => bytes.writeBigUInt64LE(2n ** 64n - 1n, 80)),
      'impossible positions',
    ],
    ['XML past the end', changed((bytes) => bytes.writeUInt32LE(1_000_000, 80)), 'was cut off'],
    ['packed XML', changed((bytes) => (bytes[79] = 4)), 'packed XML'],
    ['part 0', changed((bytes) => bytes.writeUInt16LE(0, 40)), 'part 0 of 1'],
    ['part 2 of 1', changed((bytes) => bytes.writeUInt16LE(2, 40)), 'part 2 of 1'],
    ['more images than it lists', wimBytes({ imageCount: 3 }), 'as many images'],
    ['XML of something else', wimBytes({ xml: '<html/>' }), 'no list of its images'],
    ['XML that is not well-formed', wimBytes({ xml: '<WIM><IMAGE></WIM>' }), 'no list of its images'],
    [
      'XML with entities',
      wimBytes({ xml: '<!DOCTYPE WIM [<!ENTITY a "aaaa">]><WIM>&a;</WIM>' }),
      'no list of its images',
    ],
    ['XML that nests without end', wimBytes({ xml: '<WIM>'.repeat(5000) }), 'no list of its images'],
    [
      'images without end',
      wimBytes({ images: Array.from({ length: 300 }, () => ({})) }),
      'more than 200 images',
    ],
    ['XML without end', wimBytes({ xml: `<WIM>${' '.repeat(600_000)}</WIM>` }), 'more than 1048576 bytes'],
  ])('%s', (_name, bytes, why) => {
    expect(readWimFile(fileOf(bytes))).toContain(why)
  })

  testWithLinks('a folder, and a link that leads off the stick', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'a'))
    symlinkSync(fileOf(whole), join(folder, 'b'))
    expect(readWimFile(join(folder, 'a'))).toMatch(/^cannot be read: .*folder/)
    expect(readWimFile(join(folder, 'b'))).toMatch(/^cannot be read: .*link/)
  })
})

test('no change of a byte of the header makes the reader fail, or read more than its bound', () => {
  const whole = wimBytes()
  const path = fileOf(whole)
  for (let at = 0; at < 208; at++) {
    for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
      const bytes = Buffer.from(whole)
      bytes[at] = value
      const read = decodeWimHeader(bytes)
      if (typeof read !== 'string') expect(Number.isSafeInteger(read.end)).toBe(true)
      writeFileSync(path, bytes)
      readWimFile(path)
    }
  }
})

test('gigabytes are not read: a file of 20 GB is answered at once', () => {
  const path = fileOf(wimBytes())
  truncateSync(path, 20 * 1024 ** 3) // sparse
  const start = performance.now()
  expect(readWimFile(path)).toMatchObject({ images: [{ name: 'Windows 11 Pro' }] })
  expect(performance.now() - start).toBeLessThan(10_000)
})

test('texts of any length are cut, and a megabyte of elements is read in a moment', () => {
  const name = 'n'.repeat(100_000)
  expect(readWimFile(fileOf(wimBytes({ images: [{ name }] })))).toMatchObject({
    images: [{ name: 'n'.repeat(256) }],
  })
  const start = performance.now()
  readWimFile(fileOf(wimBytes({ xml: `<WIM>${'<a/>'.repeat(130_000)}</WIM>` })))
  expect(performance.now() - start).toBeLessThan(10_000)
})
