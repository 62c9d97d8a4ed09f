import { mkdirSync, readdirSync, readFileSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readMedium } from '../../src/media/disk-read.ts'
import { planStick, putOnStick, wipeStick } from '../../src/stick/stick.ts'
import { isAnswerFilePath } from '../../src/verify/rivals.ts'
import { fatAbsent, insertFatStick } from '../support/fat.ts'
import { temporaryFolder } from '../support/folders.ts'
import { testWithLinks } from '../support/links.ts'
import { testUnless } from '../support/skips.ts'
import {
  asFiles,
  contentOf,
  delivered,
  FOREIGN,
  insertWindows,
  jane,
  joe,
  KINDS,
  put,
  root,
} from '../support/sticks.ts'
import { NOW } from '../support/world.ts'

describe.each(KINDS)('on %s', (_kind, insert, absent) => {
  const testHere = testUnless(absent)

  testHere('media are put beside what is there, and that stays as it was', async () => {
    const stick = insert()
    const windows = insertWindows(stick)
    await put(stick, jane)
    expect(contentOf(stick)).toEqual({ ...windows, ...asFiles(jane) })
  })

  testHere('the next user’s media leave nothing of the last user’s', async () => {
    const stick = insert()
    const windows = insertWindows(stick)
    await put(stick, jane)
    await put(stick, joe)
    expect(contentOf(stick)).toEqual({ ...windows, ...asFiles(joe) })
  })

  testHere('an answer file of somebody else’s is refused, and nothing is changed', async () => {
    const stick = insert()
    writeFileSync(join(stick, 'Autounattend.xml'), FOREIGN)
    const before = contentOf(stick)
    await expect(put(stick, jane)).rejects.toThrow(
      'an answer file that certstick did not create: Autounattend.xml',
    )
    expect(contentOf(stick)).toEqual(before)
  })

  testHere(
    'told to, it keeps every other answer file under a name that Setup does not look for',
    async () => {
      const stick = insert()
      mkdirSync(join(stick, 'sources'))
      for (const path of ['Autounattend.xml', 'unattend.xml', 'sources/unattend.xml'])
        writeFileSync(join(stick, path), FOREIGN)
      await put(stick, jane, true)
      const { 'Autounattend.xml.before-certstick': kept, ...rest } = contentOf(stick)
      expect(kept).toBe(FOREIGN)
      const kept2 = {
        'unattend.xml.before-certstick': FOREIGN,
        'sources/unattend.xml.before-certstick': FOREIGN,
      }
      expect(rest).toEqual({ ...asFiles(jane), ...kept2 })
      expect(readMedium(stick).paths.filter(isAnswerFilePath)).toEqual(['autounattend.xml'])
    },
  )

  testHere('a second one put aside takes no place from the first', async () => {
    const stick = insert()
    for (const text of [FOREIGN, `${FOREIGN}<!-- 2 -->`]) {
      writeFileSync(join(stick, 'unattend.xml'), text)
      await put(stick, jane, true)
    }
    const content = contentOf(stick)
    expect(content['unattend.xml.before-certstick']).toBe(FOREIGN)
    expect(content['unattend.xml.before-certstick-2']).toBe(`${FOREIGN}<!-- 2 -->`)
  })

  testHere('what an interrupted run was writing goes', async () => {
    const stick = insert()
    mkdirSync(join(stick, 'Certs'))
    for (const path of ['.certstick-0.partial', 'Certs/.certstick-7.partial'])
      writeFileSync(join(stick, path), 'half')
    await put(stick, jane)
    expect(contentOf(stick)).toEqual(asFiles(jane))
  })
})

testUnless(fatAbsent)('a stick that is full is left as it was', async () => {
  const { folder } = insertFatStick()
  await put(folder, jane)
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(join(folder, 'film.mkv'), Buffer.alloc(bavail * bsize - 4096))
  const before = contentOf(folder)
  await expect(put(folder, joe)).rejects.toMatchObject({
    hint: 'free some space or take another stick; the files on this one were not changed',
  })
  expect(contentOf(folder)).toEqual(before)
})

describe('a stick is refused', () => {
  test('where it does not exist, or is a file', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    expect(() => planStick(join(folder, 'nothing'), false)).toThrow('cannot be used as a stick: not found')
    expect(() => planStick(join(folder, 'file'), false)).toThrow(
      'cannot be used as a stick: it is not a folder',
    )
  })

  testWithLinks.each(['Certs', 'CERTS', 'autounattend.xml', 'Certs/rootCA.cer'])(
    'before anything is written, where %s is a link',
    (path) => {
      const [stick, elsewhere] = [temporaryFolder(), temporaryFolder()]
      mkdirSync(dirname(join(stick, path)), { recursive: true })
      symlinkSync(elsewhere, join(stick, path))
      expect(() => planStick(stick, true)).toThrow(
        expect.objectContaining({
          code: 'wrong-input',
          problems: [
            {
              field: 'stick',
              message: expect.stringContaining(`${path} is a link`),
              hint: expect.any(String),
            },
          ],
        }),
      )
      expect(readdirSync(elsewhere)).toEqual([])
    },
  )

  testWithLinks('where Certs became a link after it was checked', async () => {
    const [stick, elsewhere] = [temporaryFolder(), temporaryFolder()]
    const plan = planStick(stick, false)
    symlinkSync(elsewhere, join(stick, 'Certs'))
    await expect(putOnStick(plan, await delivered(jane), NOW)).rejects.toThrow('cannot write')
    expect(readdirSync(elsewhere)).toEqual([])
    expect(readdirSync(stick)).toEqual(['Certs'])
  })
})

describe('what is in the way is told before anything is written', () => {
  test('keys, other PFX files and passwords that somebody left', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'rootCA.key'), root.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(join(folder, 'old.pfx'), 'x')
    expect(() => planStick(folder, false)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('files that must not be on a stick'),
        problems: [
          expect.objectContaining({ message: expect.stringContaining('rootCA.key is ') }),
          expect.objectContaining({ message: expect.stringContaining('old.pfx is ') }),
        ],
      }),
    )
  })

  test('a script of somebody else’s in the place of ours', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'Certs'))
    writeFileSync(join(folder, 'Certs/install.ps1'), 'Install-Office')
    await expect(put(folder, jane)).rejects.toThrow('Certs/install.ps1')
    await put(folder, jane, true)
    expect(readFileSync(join(folder, 'Certs/install.ps1.before-certstick'), 'utf8')).toBe('Install-Office')
    expect((await wipeStick(folder)).removed).toContain('Certs/install.ps1')
    expect(readdirSync(join(folder, 'Certs'))).toEqual(['install.ps1.before-certstick'])
  })
})

test('what fails once the certificate is issued is never called wrong input', async () => {
  const zip = join(temporaryFolder(), 'medium.zip')
  writeFileSync(zip, 'no zip')
  const plan = planStick(temporaryFolder(), false)
  const made = { zip, receipt: jane.receipt }
  await expect(putOnStick(plan, made, NOW)).rejects.toMatchObject({ code: 'failed' })
})
