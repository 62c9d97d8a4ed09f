import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { decodeZip, MEDIA_ZIP_LIMITS } from '../../src/media/unzip.ts'
import { temporaryFolder } from '../support/folders.ts'
import { bundleProgram } from '../support/programs.ts'
import { makeRawZip, type RawEntry } from '../support/raw-zip.ts'
import { run } from '../support/tools.ts'

const x = Buffer.from('x')
const MIB = 1024 * 1024
const UTF8 = 0x800 // APPNOTE.TXT 4.4.4, bit 11
const entry = (changes: Partial<RawEntry> = {}): RawEntry => ({ name: 'a', content: x, ...changes })

test('an honest zip of this making is read', async () => {
  const tree = await decodeZip(
    makeRawZip([entry(), entry({ name: 'b', method: 0 }), entry({ name: 'Certs/' })]),
  )
  expect([...tree.keys()]).toEqual(['a', 'b'])
})

const HOSTILE: readonly (readonly [name: string, entries: readonly RawEntry[], message: string])[] = [
  ['a path out of the folder', [entry({ name: '../a' })], 'a'],
  ['a path out of the folder, further in', [entry({ name: 'Certs/../../a' })], 'a'],
  ['a path out of the folder, as Windows writes it', [entry({ name: '..\\a' })], 'a'],
  ['an absolute path', [entry({ name: '/etc/passwd' })], 'absolute'],
  ['a path on a drive', [entry({ name: 'C:/a' })], 'absolute'],
  ['a stream of a file', [entry({ name: 'Certs/a:b' })], 'which Windows does not allow'],
  ['a device', [entry({ name: 'Certs/NUL.txt' })], 'a device name'],
  ['an empty name', [entry({ name: '' })], 'is not a file name'],
  ['a control character', [entry({ name: 'a\x1b[2J', flags: UTF8 })], 'a control character'],
  ['a name twice', [entry(), entry()], 'twice'],
  ['a name twice, in another case', [entry(), entry({ name: 'A' })], 'twice'],
  ['a symbolic link', [entry({ attributes: 0o120777 << 16 })], 'a symbolic link'],
  ['an encrypted entry', [entry({ flags: 1 })], 'encrypted'],
  ['a strongly encrypted entry', [entry({ flags: 0x41 })], 'strong encryption'],
  ['a wrong checksum', [entry({ crc: 1 })], 'damaged'],
  ['less than it declares', [entry({ declaredSize: 2 })], 'damaged'],
  [
    'larger than it declares',
    [entry({ content: Buffer.alloc(MIB), declaredSize: 10 })],
    'larger than it declares',
  ],
  ['a compression that Windows does not unpack', [entry({ method: 93, packed: x })], 'uses a compression'],
  ['an end in the middle', [entry({ packed: deflateRawSync(Buffer.alloc(1000)).subarray(0, 3) })], 'damaged'],
  [
    'entries one over another',
    Array.from({ length: 50 }, (_, i) =>
      entry({ name: `a${i}`, content: Buffer.alloc(100, 'y'), method: 0, overlapping: i > 0 }),
    ),
    'overlap',
  ],
]

describe('a zip is refused with', () => {
  test.each(HOSTILE)('%s', async (_name, entries, message) => {
    await expect(decodeZip(makeRawZip(entries))).rejects.toMatchObject({
      code: 'wrong-input',
      message: expect.stringContaining(message),
    })
  })

  test('more entries than any medium has', async () => {
    const entries = Array.from({ length: MEDIA_ZIP_LIMITS.entries + 1 }, (_, i) => entry({ name: `${i}` }))
    await expect(decodeZip(makeRawZip(entries))).rejects.toThrow(`${MEDIA_ZIP_LIMITS.entries + 1} entries`)
  })
})

describe('a bomb is refused in bounded memory', () => {
  /** 512 MiB of zeros, half a megabyte packed. */
  const size = 512 * MIB
  let packed = Buffer.alloc(0)
  beforeAll(() => {
    packed = deflateRawSync(Buffer.alloc(size))
  })

  async function decode(entries: readonly RawEntry[]): Promise<{ ending: string; kilobytes: number }> {
    const program = await bundleProgram(new URL('unzip-program.ts', import.meta.url))
    const path = join(temporaryFolder(), 'bomb.zip')
    writeFileSync(path, makeRawZip(entries))
    const { stdout, stderr } = run(process.execPath, [program, path])
    expect(stderr).toBe('')
    return JSON.parse(stdout)
  }

  const bomb = (changes: Partial<RawEntry>): RawEntry => entry({ packed, declaredSize: size, ...changes })

  test.each([
    ['that says its size', () => [bomb({})], 'unpacks to more than'],
    ['that hides its size', () => [bomb({ declaredSize: 100 })], 'larger than it declares'],
    ['that hides just enough', () => [bomb({ declaredSize: 60 * MIB })], 'larger than it declares'],
    [
      'of many entries',
      () => Array.from({ length: 40 }, (_, i) => entry({ name: `${i}`, content: Buffer.alloc(2 * MIB) })),
      'unpacks to more than',
    ],
  ] as const)('%s', async (_name, entries, message) => {
    const { ending, kilobytes } = await decode(entries())
    expect(ending).toContain('the zip cannot be read')
    expect(ending).toContain(message)
    expect(kilobytes).toBeLessThan(3 * (MEDIA_ZIP_LIMITS.totalBytes / 1024))
  })
})
