import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ArchivedMedium, isArchive, readArchive } from '../../src/media/unzip-archive.ts'
import { temporaryFolder } from '../support/folders.ts'
import { makeRawZip, type RawEntry } from '../support/raw-zip.ts'

const x = Buffer.from('x')

function write(entries: readonly (string | RawEntry)[]): string {
  const path = join(temporaryFolder(), 'all.zip')
  const raw = entries.map((entry) => (typeof entry === 'string' ? { name: entry, content: x } : entry))
  writeFileSync(path, makeRawZip(raw))
  return path
}

async function read(path: string): Promise<[string, string[]][]> {
  const media: ArchivedMedium[] = []
  for await (const medium of readArchive(path)) media.push(medium)
  return media.map(({ folder, tree }) => [folder, [...tree.keys()]])
}

const TWO = ['A/Certs/rootCA.cer', 'A/autounattend.xml', 'B/Certs/rootCA.cer', 'B/autounattend.xml']

describe('an archive', () => {
  test.each([
    ['of media in folders is one', TWO, true],
    ['is no medium by itself', ['Certs/rootCA.cer', 'autounattend.xml'], false],
    ['is no medium that holds another', [...TWO, 'Autounattend.xml'], false],
    ['without any answer file is none', ['A/readme.txt'], false],
  ])('%s', async (_name, entries, expected) => {
    expect(await isArchive(write(entries))).toBe(expected)
  })

  test('that cannot be read is none, so that its reader says why', async () => {
    const path = join(temporaryFolder(), 'all.zip')
    writeFileSync(path, 'PK')
    expect(await isArchive(path)).toBe(false)
    expect(await isArchive(`${path}.gone`)).toBe(false)
  })

  test('gives its media one after another', async () => {
    expect(await read(write(TWO))).toEqual([
      ['A', ['Certs/rootCA.cer', 'autounattend.xml']],
      ['B', ['Certs/rootCA.cer', 'autounattend.xml']],
    ])
  })

  test('gives those that come before a fault', async () => {
    const folders: string[] = []
    const reading = async () => {
      for await (const { folder } of readArchive(write([...TWO, 'C/CON']))) folders.push(folder)
    }
    await expect(reading()).rejects.toThrow('a device name')
    expect(folders).toEqual(['A'])
  })
})

describe('an archive is refused with', () => {
  const bomb = { name: 'A/a', packed: x, declaredSize: 0x7fffffff }
  test.each<readonly [string, readonly (string | RawEntry)[], string]>([
    ['files of one medium apart', [...TWO, 'A/more'], 'lie apart'],
    ['the folder of one medium in two cases', [...TWO, 'a/more'], 'lie apart'],
    ['a file beside the media', ['A/autounattend.xml', 'b.txt'], 'lies beside the media'],
    ['a name twice', ['A/autounattend.xml', 'A/autounattend.xml'], 'twice'],
    ['a name twice, in another case', ['A/autounattend.xml', 'A/AUTOUNATTEND.XML'], 'twice'],
    ['a path out of it', ['A/../../x'], 'A/../../x'],
    ['an entry larger than memory', [bomb], 'unpacks to more than'],
    ['more files than any medium has', Array.from({ length: 1001 }, (_, i) => `A/${i}`), 'larger than any'],
  ])('%s', async (_name, entries, message) => {
    await expect(read(write(entries))).rejects.toMatchObject({
      code: 'wrong-input',
      message: expect.stringContaining(message),
    })
  })
})
