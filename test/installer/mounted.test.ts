import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeStick } from '../../src/cli/stick/ask-stick.ts'
import { findInstaller } from '../../src/installer/installer.ts'
import { formatSize, installerOn, listSticks } from '../../src/installer/mounted.ts'
import { readMedium } from '../../src/media/disk-read.ts'
import { temporaryFolder } from '../support/folders.ts'
import { insertInstaller, wimBytes } from '../support/wim.ts'

test('the Windows on a stick is found in a few folders, as it is in all of them', () => {
  const stick = temporaryFolder()
  expect(installerOn(stick)).toBeNull()
  insertInstaller(stick, {
    'efi/boot/bootx64.efi': null,
    'EFI/Boot/BOOTAA64.EFI': 'MZ',
    'x86/sources/boot.wim': wimBytes(),
  })
  mkdirSync(join(stick, 'x64'))
  const { paths } = readMedium(stick)
  expect(installerOn(stick)).toEqual(findInstaller(stick, paths))
  expect(installerOn(join(stick, 'nowhere'))).toBeNull()
})

test('sizes are told as sticks are sold', () => {
  expect([512e6, 1e9, 15_938_355_200, 128_035_676_160].map(formatSize)).toEqual([
    '512 MB',
    '1.0 GB',
    '16 GB',
    '128 GB',
  ])
})

test('a stick is described by place, label, size and Windows, and says where no device starts from it', () => {
  const folder = temporaryFolder()
  const volume = { label: 'ESD-USB', path: 'E:\\', bytes: 15_938_355_200, removable: true }
  const describe = () => describeStick({ ...volume, installer: installerOn(folder) })
  expect(describe()).toBe('E:\\ (ESD-USB, 16 GB): files only, no device starts from it')
  insertInstaller(folder)
  expect(describe()).toBe('E:\\ (ESD-USB, 16 GB): Windows 11 24H2 or 25H2, amd64, en-US')
  insertInstaller(folder, { 'sources/install.wim': 'x' })
  expect(describe()).toContain('does not work: sources/install.wim is too short')
  expect(describeStick({ ...volume, label: '', bytes: null, installer: null })).toMatch(/^E:\\: files only/)
})

test('of drives that Windows calls fixed those are offered that have Windows to install, or the usual label', () => {
  const [windows, files] = [temporaryFolder(), temporaryFolder()]
  insertInstaller(windows)
  const fixed = { label: 'DATA', bytes: 1e12, removable: false }
  const volumes = [
    { ...fixed, path: windows },
    { ...fixed, path: files },
    { ...fixed, path: files, label: 'esd-usb' },
    { ...fixed, path: files, removable: true },
  ]
  const offered = (platform: string, env = {}) => {
    return listSticks({ platform, env }, volumes).map(({ label, path }) => [label, path])
  }
  const others = [
    ['esd-usb', files],
    ['DATA', files],
  ]
  expect(offered('win32')).toEqual([['DATA', windows], ...others])
  expect(offered('linux')).toEqual(others)
  // All folders of the test are on one drive; only what can be pulled out is then left.
  expect(offered('win32', { SystemDrive: windows.slice(0, 2).toUpperCase() })).toEqual([others[1]])
})

test('on this computer it lists without failing', () => {
  expect(Array.isArray(listSticks({ platform: process.platform, env: process.env }))).toBe(true)
})
