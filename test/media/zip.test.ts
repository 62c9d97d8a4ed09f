import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeTree } from '../../src/media/tree.ts'
import { decodeZip, MEDIA_ZIP_LIMITS } from '../../src/media/unzip.ts'
import { encodeZip } from '../../src/media/zip.ts'
import { run, testWith } from '../support/tools.ts'

const tree = makeTree([
  ['autounattend.xml', Buffer.from('<unattend/>')],
  ['Certs/rootCA.cer', Buffer.from([1, 2, 3])],
  ["Certs/o'brien-cba.pfx", Buffer.alloc(3000, 7)],
])

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'certstick-zip-'))
}

test('the same tree gives the same bytes, whatever the clock says', async () => {
  const zip = Buffer.from(await encodeZip(tree))
  expect(Buffer.from(await encodeZip(tree)).equals(zip)).toBe(true)
  const localHeader = zip.indexOf('PK\x03\x04', 0, 'latin1')
  expect(zip.readUInt32LE(localHeader + 10)).toBe(0x00210000) // 1980-01-01 00:00, APPNOTE.TXT 4.4.6
})

test.each(['UTC', 'Pacific/Auckland', 'America/St_Johns'])(
  'the same tree gives the bytes that it always gave, in the time zone %s too',
  async (zone) => {
    const before = process.env['TZ']
    process.env['TZ'] = zone
    try {
      const digest = createHash('sha256')
        .update(await encodeZip(tree))
        .digest('hex')
      expect(digest).toBe('385ff56dbb2c91ad33ec91324598a66f9870b36cbb79673bc638b5306bd8ea50')
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  },
)

test('what is zipped is what is read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.stringMatching(/^[a-zA-Z0-9#'~!^-]{1,12}x$/), fc.uint8Array({ maxLength: 400 }), {
        maxKeys: 6,
      }),
      async (files) => {
        const unique = Object.entries(files).filter(
          ([name], index, all) =>
            all.findIndex(([other]) => other.toUpperCase() === name.toUpperCase()) === index,
        )
        const given = makeTree(unique)
        const read = await decodeZip(await encodeZip(given))
        expect([...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')])).toEqual(
          [...given].map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')]),
        )
      },
    ),
    { numRuns: 50 },
  )
})

testWith('unzip')('unzip finds it sound and lists the same files', async () => {
  const path = join(folder(), 'a.zip')
  writeFileSync(path, await encodeZip(tree))
  expect(run('unzip', ['-t', path]).stdout).toContain('No errors detected')
  expect(run('unzip', ['-Z1', path]).stdout.trim().split('\n')).toEqual([...tree.keys()])
  expect(run('unzip', ['-Z', path]).stdout).toContain('-rw-------')
})

describe('hostile zips', () => {
  /** Rewrites a name in place, in the local header and the central directory. */
  async function renamed(from: string, to: string): Promise<Uint8Array> {
    const zip = await encodeZip(makeTree([[from, Buffer.from('x')]]))
    return Buffer.from(Buffer.from(zip).toString('latin1').replaceAll(from, to), 'latin1')
  }

  test.each([
    ['a/b.txt', '../b.txt'.slice(0, 7).padEnd(7, 't')],
    ['abcdefgh', '..\\..\\ab'],
    ['abcdefgh', '/etc/abc'],
    ['abcdefgh', 'C:/a/b/c'],
    ['abc', 'CON'],
    ['abc', 'a\0c'],
  ])('refuses the name %j turned into %j', async (from, to) => {
    await expect(decodeZip(await renamed(from, to))).rejects.toMatchObject({ code: 'wrong-input' })
  })

  test('refuses more bytes than the limit, in one file or in several', async () => {
    const { totalBytes } = MEDIA_ZIP_LIMITS
    const zipOf = (...sizes: number[]) =>
      encodeZip(makeTree(sizes.map((size, index) => [`${index}`, Buffer.alloc(size)])))
    await expect(decodeZip(await zipOf(totalBytes - 1, 1))).resolves.toHaveProperty('size', 2)
    await expect(decodeZip(await zipOf(totalBytes, 1))).rejects.toThrow('unpacks to more than')
    await expect(decodeZip(await zipOf(totalBytes + 1))).rejects.toThrow('unpacks to more than')
  })

  test('refuses an entry that holds more than it declares', async () => {
    const zip = Buffer.from(await encodeZip(makeTree([['a', Buffer.alloc(100_000)]])))
    const directory = zip.indexOf('PK\x01\x02', 0, 'latin1')
    zip.writeUInt32LE(10, directory + 24) // APPNOTE.TXT 4.3.12: uncompressed size
    await expect(decodeZip(zip)).rejects.toMatchObject({ code: 'wrong-input' })
  })

  testWith('python3')('refuses a link, an encrypted entry and a name twice', async () => {
    const script = `
import sys, zipfile, warnings
warnings.simplefilter('ignore')
def link(z):
    i = zipfile.ZipInfo('link'); i.create_system = 3; i.external_attr = 0o120777 << 16; z.writestr(i, '/etc/passwd')
def twice(z):
    z.writestr('a', '1'); z.writestr('a', '2')
def other_case(z):
    z.writestr('a', '1'); z.writestr('A', '2')
for name, make in [('link', link), ('twice', twice), ('case', other_case)]:
    with zipfile.ZipFile(sys.argv[1] + '/' + name + '.zip', 'w') as z: make(z)
`
    const dir = folder()
    expect(run('python3', ['-c', script, dir]).stderr).toBe('')
    const { readFileSync } = await import('node:fs')
    for (const name of ['link', 'twice', 'case']) {
      await expect(decodeZip(readFileSync(join(dir, `${name}.zip`))), name).rejects.toMatchObject({
        code: 'wrong-input',
      })
    }
    const encrypted = Buffer.from(await encodeZip(makeTree([['a', Buffer.from('x')]])))
    const directory = encrypted.indexOf('PK\x01\x02', 0, 'latin1')
    encrypted.writeUInt16LE(encrypted.readUInt16LE(directory + 8) | 1, directory + 8) // 4.4.4, bit 0
    encrypted.writeUInt32LE(1 + 12, directory + 20) // 6.1.3: twelve bytes stand before the content
    await expect(decodeZip(encrypted)).rejects.toThrow('encrypted')
  })

  test('never ends in anything but files or a refusal', async () => {
    const zip = Buffer.from(await encodeZip(tree))
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 0, max: 255 }), async (at, value) => {
        const broken = Buffer.from(zip)
        broken[at] = value
        await decodeZip(broken).catch((error: unknown) =>
          expect(error).toMatchObject({ code: 'wrong-input' }),
        )
      }),
      { numRuns: 300 },
    )
  })
})
