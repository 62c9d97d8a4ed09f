import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeReceipt } from '../../src/media/receipt.ts'
import { makeTree } from '../../src/media/tree.ts'
import { encodeZip } from '../../src/media/zip.ts'
import { wipeStick } from '../../src/stick/stick.ts'
import { fatAbsent, insertFatStick } from '../support/fat.ts'
import { temporaryFolder } from '../support/folders.ts'
import { type MadeMedium, PASSWORD } from '../support/media.ts'
import { testUnless } from '../support/skips.ts'
import { contentOf, FOREIGN, insertWindows, jane, joe, KINDS, put, root } from '../support/sticks.ts'

describe.each(KINDS)('on %s', (_kind, insert, absent) => {
  testUnless(absent)('wiping takes ours and leaves the rest', async () => {
    const stick = insert()
    const windows = insertWindows(stick)
    await put(stick, jane)
    expect(await wipeStick(stick)).toEqual({ removed: [...jane.files.keys()].sort(), left: [] })
    expect(contentOf(stick)).toEqual(windows)
    expect(readdirSync(stick)).not.toContain('Certs')
    expect((await wipeStick(stick)).removed).toEqual([])
  })
})

/** As `new` lays it out on the desk. */
async function copyWhole(medium: MadeMedium, folder: string): Promise<void> {
  for (const [path, bytes] of medium.files) {
    mkdirSync(dirname(join(folder, 'ESD-USB', path)), { recursive: true })
    writeFileSync(join(folder, 'ESD-USB', path), bytes)
  }
  writeFileSync(join(folder, 'receipt.json'), encodeReceipt(medium.receipt))
  writeFileSync(join(folder, `${medium.receipt.name}.zip`), await encodeZip(makeTree(medium.files)))
}

describe.each(KINDS)('whole folders of the output, copied onto %s', (_kind, insert, absent) => {
  testUnless(absent).each(['', 'LAPTOP-01', 'renamed', 'output/LAPTOP-01', 'backup/of/LAPTOP-01'])(
    'are wiped where they are in "%s", and nothing beside',
    async (place) => {
      const stick = insert()
      const windows = insertWindows(stick)
      await copyWhole(jane, join(stick, place))
      const others = { 'photo.zip': 'PK photo', 'receipt.json.bak': 'mine' }
      for (const [name, content] of Object.entries(others)) writeFileSync(join(stick, place, name), content)
      const { removed, left } = await wipeStick(stick)
      const prefix = place === '' ? '' : `${place}/`
      const files = [...jane.files.keys()].map((path) => `ESD-USB/${path}`)
      expect(removed).toEqual([...files, 'LAPTOP-01.zip', 'receipt.json'].map((path) => prefix + path).sort())
      expect(left).toEqual([])
      const kept = Object.entries(others).map(([name, content]) => [prefix + name, content])
      expect(contentOf(stick)).toEqual({ ...windows, ...Object.fromEntries(kept) })
      expect((await wipeStick(stick)).removed).toEqual([])
    },
  )

  testUnless(absent)('are wiped where there is no receipt', async () => {
    const stick = insert()
    const windows = insertWindows(stick)
    await copyWhole(jane, join(stick, 'x'))
    rmSync(join(stick, 'x', 'receipt.json'))
    rmSync(join(stick, 'x', 'LAPTOP-01.zip'))
    expect((await wipeStick(stick)).removed).toHaveLength(jane.files.size)
    expect(contentOf(stick)).toEqual(windows)
  })
})

testUnless(fatAbsent)(
  'a whole folder of the output is wiped where nothing else is on the stick',
  async () => {
    const { folder } = insertFatStick()
    await copyWhole(jane, folder)
    expect((await wipeStick(folder)).removed).toHaveLength(jane.files.size + 2)
    expect(readdirSync(folder)).toEqual([])
  },
)

test('the output folder itself is never wiped, whatever its folders are called', async () => {
  for (const place of ['', 'LAPTOP-01', 'SOURCES', 'Certs']) {
    const output = temporaryFolder()
    await copyWhole(jane, join(output, place))
    const before = contentOf(output)
    await expect(wipeStick(output)).rejects.toThrow('is an output folder, not a stick')
    expect(contentOf(output)).toEqual(before)
  }
})

/** Whether the image holds any whole 64 bytes of the files, wherever they lie. */
function holdsPiece(image: Buffer, { files }: MadeMedium): boolean {
  return [...files.values()].some((bytes) => {
    const offsets = Array.from({ length: bytes.length >> 6 }, (_, i) => i << 6)
    return offsets.some((at) => image.includes(Buffer.from(bytes).subarray(at, at + 64)))
  })
}

testUnless(fatAbsent)(
  'a FAT image holds nothing of files that gave way or were wiped, deleted clusters included',
  async () => {
    const [given, wiped] = [insertFatStick(), insertFatStick()]
    for (const { folder } of [given, wiped]) {
      await put(folder, jane)
      await put(folder, joe)
    }
    await wipeStick(wiped.folder)
    const [image, bare] = [given.eject(), wiped.eject()]
    expect(holdsPiece(image, joe)).toBe(true)
    // The two have salts and key in common here, so a piece that is jane's alone has to be looked for.
    const [janes, joes] = ['jane', 'joe'].map((name, i) => [jane, joe][i]?.files.get(`Certs/${name}-cba.pfx`))
    const pieces = Array.from({ length: 30 }, (_, i) =>
      Buffer.from(janes ?? []).subarray(i * 64, (i + 1) * 64),
    )
    const own = pieces.filter((piece) => piece.length === 64 && !Buffer.from(joes ?? []).includes(piece))
    expect(own.length).toBeGreaterThan(5)
    expect(own.filter((piece) => image.includes(piece))).toEqual([])
    expect(holdsPiece(bare, jane) || holdsPiece(bare, joe)).toBe(false)
    expect(bare.includes(PASSWORD.reveal())).toBe(false)
  },
)

describe('wiping', () => {
  test('takes an answer file of ours that was edited or damaged since', async () => {
    const stick = temporaryFolder()
    await put(stick, jane)
    const path = join(stick, 'autounattend.xml')
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('certutil', 'certutil.exe').replace('</unattend>', ''),
    )
    expect((await wipeStick(stick)).removed).toContain('autounattend.xml')
  })

  test('leaves an answer file that holds nothing of ours', async () => {
    const stick = temporaryFolder()
    writeFileSync(join(stick, 'autounattend.xml'), FOREIGN)
    expect(await wipeStick(stick)).toEqual({ removed: [], left: [] })
    expect(contentOf(stick)).toEqual({ 'autounattend.xml': FOREIGN })
  })

  test('tells of secrets that are not ours to delete', async () => {
    const stick = temporaryFolder()
    await put(stick, jane)
    writeFileSync(join(stick, 'old.pfx'), 'x')
    writeFileSync(join(stick, 'rootCA.key'), root.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const { left } = await wipeStick(stick)
    expect(left.map(({ code }) => code).sort()).toEqual(['ca-key-on-stick', 'other-pfx'])
    expect(readdirSync(stick).sort()).toEqual(['old.pfx', 'rootCA.key'])
  })
})
