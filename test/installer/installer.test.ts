import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findInstaller, type Installer, imagesOf } from '../../src/installer/installer.ts'
import { installerRows } from '../../src/installer/summary.ts'
import { windowsVersion } from '../../src/installer/windows-version.ts'
import { readMedium } from '../../src/media/disk-read.ts'
import { temporaryFolder } from '../support/folders.ts'
import { insertInstaller, wimBytes } from '../support/wim.ts'

function found(changes: Parameters<typeof insertInstaller>[1] = {}): Installer | null {
  const folder = temporaryFolder()
  insertInstaller(folder, changes)
  return findInstaller(folder, readMedium(folder).paths)
}

const NOTHING = Object.fromEntries(
  [
    'setup.exe',
    'bootmgr',
    'bootmgr.efi',
    'efi/boot/bootx64.efi',
    'sources/boot.wim',
    'sources/install.wim',
  ].map((path) => [path, null]),
)

test('a folder without Setup’s files holds no installer', () => {
  expect(found(NOTHING)).toBeNull()
  expect(found({ ...NOTHING, 'photo.jpg': 'x', 'sources/unattend.xml': 'x', 'setup.exe': 'MZ' })).toBeNull()
})

test('one that lost its images is still known by Setup’s own files', () => {
  const lost = { ...NOTHING, 'sources/setup.exe': 'MZ' }
  expect(found(lost)).toEqual({
    loaders: [],
    startsWithoutUefi: false,
    sources: [{ folder: 'sources', boot: null, install: null }],
    diskImages: [],
  })
})

test('a stick of Ventoy has Windows inside disk images, in any folder if Ventoy’s is there', () => {
  const images = (changes: Parameters<typeof insertInstaller>[1]) =>
    found({ ...NOTHING, ...changes })?.diskImages
  expect(images({ 'Win11.ISO': 'x', 'old/Win10.iso': 'x' })).toEqual(['Win11.ISO'])
  expect(images({ 'ventoy/ventoy.json': '{}', 'old/Win10.iso': 'x' })).toEqual(['old/Win10.iso'])
  expect(images({ 'ventoy/ventoy.json': '{}' })).toBeUndefined()
  expect(images({ 'downloads/Win10.iso': 'x' })).toBeUndefined()
  expect(found({ 'Win11.iso': 'x' })?.diskImages).toEqual([])
  expect(installerRows(found({ ...NOTHING, 'Win11.iso': 'x' }))).toEqual([
    ['Windows', 'perhaps inside Win11.iso, not looked into'],
  ])
})

test('names are found in any spelling', () => {
  const installer = found({
    ...NOTHING,
    'EFI/BOOT/BOOTAA64.EFI': 'MZ',
    'SOURCES/BOOT.WIM': wimBytes({ images: [{ arch: 12 }] }),
    'SOURCES/INSTALL.ESD': wimBytes({ images: [{ arch: 12 }] }),
  })
  expect(installer).toMatchObject({
    loaders: ['arm64'],
    sources: [{ install: { path: 'SOURCES/INSTALL.ESD' } }],
  })
})

test('a stick for 32 and 64 bits has two sources', () => {
  const installer = found({
    ...NOTHING,
    'x64/sources/boot.wim': wimBytes(),
    'x64/sources/install.esd': wimBytes(),
    'x86/sources/boot.wim': wimBytes({ images: [{ arch: 0 }] }),
    'x86/sources/install.esd': wimBytes({ images: [{ arch: 0 }] }),
  })
  expect(installer?.sources.map(({ folder }) => folder)).toEqual(['x64/sources', 'x86/sources'])
  expect(installer === null ? [] : imagesOf(installer).map(({ architecture }) => architecture)).toEqual([
    'amd64',
    'x86',
  ])
})

test('without a readable install image the boot image tells the Windows', () => {
  const installer = found({ 'sources/install.wim': 'x' })
  expect(installer === null ? [] : imagesOf(installer).map(({ build }) => build)).toEqual([26_100, 26_100])
})

describe('a split image', () => {
  const part = (number: number, guid = 7, parts = 3) => wimBytes({ part: number, parts, guid })
  const split = {
    'sources/install.wim': null,
    'sources/install.swm': part(1),
    'sources/install2.swm': part(2),
    'sources/install3.swm': part(3),
  }
  const faults = (changes: Parameters<typeof insertInstaller>[1]) =>
    found({ ...split, ...changes })?.sources[0]?.install?.partFaults.map(({ path, why }) => `${path} ${why}`)

  test('is whole with every part', () => {
    expect(faults({})).toEqual([])
  })

  test.each([
    ['without its second part', { 'sources/install2.swm': null }, ['sources/install2.swm was not found']],
    [
      'with a part of another image',
      { 'sources/install3.swm': part(3, 8) },
      ['sources/install3.swm is not part 3 of this image'],
    ],
    [
      'with two parts under each other’s names',
      { 'sources/install2.swm': part(3), 'sources/install3.swm': part(2) },
      [
        'sources/install2.swm is not part 2 of this image',
        'sources/install3.swm is not part 3 of this image',
      ],
    ],
    [
      'with a part that was cut off',
      { 'sources/install3.swm': part(3).subarray(0, -1) },
      [/install3\.swm was cut off/],
    ],
    ['that begins with another part', { 'sources/install.swm': part(2) }, [/is part 2 of 3, not the first/]],
    ['that claims thousands of parts', { 'sources/install.swm': part(1, 7, 60_000) }, [/60000 parts/]],
  ])('%s is not whole', (_name, changes, expected) => {
    expect(faults(changes)).toEqual(
      expected.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    )
  })

  test('that is one WIM whose other parts were never made counts as incomplete too', () => {
    expect(faults({ 'sources/install.wim': part(1, 7, 2) })).toEqual(['sources/install2.wim was not found'])
  })
})

test('the summary names Windows, architecture, language and editions, and says where there is none', () => {
  expect(installerRows(null)).toEqual([['Windows', 'none: files only']])
  const images = [
    { displayName: 'Windows 11 Home', name: 'x' },
    { displayName: '', name: 'Windows 11 Pro' },
  ]
  expect(installerRows(found({ 'sources/install.wim': wimBytes({ images }) }))).toEqual([
    ['Windows', 'Windows 11 24H2 or 25H2, build 26100.1742; amd64; en-US'],
    ['editions', 'Windows 11 Home, Windows 11 Pro'],
  ])
  const many = Array.from({ length: 9 }, (_, index) => ({ displayName: `Edition ${index}` }))
  expect(installerRows(found({ 'sources/install.wim': wimBytes({ images: many }) }))[1]?.[1]).toContain(
    ' and 3 more',
  )
})

test.each([
  [14_393, 'ServerStandard', 'Windows Server 2016, build 14393.1742'],
  [17_763, 'Enterprise', 'Windows 10 1809, build 17763.1742'],
  [19_041, 'Core', 'Windows 10 2004 to 22H2, build 19041.1742'],
  [22_631, 'Core', 'Windows 11 23H2, build 22631.1742'],
  [28_000, 'Core', 'Windows 11, build 28000.1742'],
  [21_000, 'Core', 'Windows 10, build 21000.1742'],
  [9600, 'Core', 'Windows, build 9600.1742'],
])('build %i of %s is %s', (build, edition, version) => {
  const installer = found({ 'sources/install.wim': wimBytes({ images: [{ build, edition }] }) })
  expect(installer === null ? [] : imagesOf(installer).map(windowsVersion)).toEqual([version])
})

test('a file that is taken away while it is read is a fault of the stick, not of the program', () => {
  const folder = temporaryFolder()
  insertInstaller(folder)
  const { paths } = readMedium(folder)
  rmSync(join(folder, 'sources/install.wim'))
  writeFileSync(join(folder, 'sources/boot.wim'), '')
  expect(findInstaller(folder, paths)?.sources[0]).toMatchObject({
    boot: { wim: expect.stringContaining('too short') },
    install: { wim: 'cannot be read: not found' },
  })
})
