import { mkdirSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listLinuxVolumes, listMacVolumes, listVolumes } from '../../src/media/disk-volumes.ts'
import { listWindowsVolumes, parseWindowsVolumes, type Volume } from '../../src/media/disk-volumes-windows.ts'
import type { ProgramCall } from '../../src/windows-programs.ts'
import { fatAbsent, insertFatStick } from '../support/fat.ts'
import { temporaryFolder } from '../support/folders.ts'
import { testWithLinks } from '../support/links.ts'
import { testUnless } from '../support/skips.ts'

/** What Linux would tell: mounts as in proc(5), labels as udev links them to devices, and devices by their place in sysfs. */
function linux(
  mounts: readonly string[],
  labels: Readonly<Record<string, string>>,
  devices: Readonly<Record<string, string>> = {},
) {
  const folder = temporaryFolder()
  for (const name of ['by-label', 'block']) mkdirSync(join(folder, name))
  for (const device of new Set(Object.values(labels))) writeFileSync(join(folder, device), '')
  for (const [label, device] of Object.entries(labels))
    symlinkSync(`../${device}`, join(folder, 'by-label', label))
  for (const [device, place] of Object.entries(devices)) {
    mkdirSync(join(folder, place), { recursive: true })
    symlinkSync(`../${place}`, join(folder, 'block', device))
  }
  writeFileSync(join(folder, 'mounts'), mounts.map((line) => line.replaceAll('DEV', folder)).join('\n'))
  const mark = (place: string, text: string) => {
    mkdirSync(dirname(join(folder, place)), { recursive: true })
    writeFileSync(join(folder, place), text)
  }
  const sources = {
    mounts: join(folder, 'mounts'),
    labels: join(folder, 'by-label'),
    devices: join(folder, 'block'),
  }
  return { ...sources, mark }
}

const places = (volumes: readonly Volume[]) => volumes.map(({ label, path }) => ({ label, path }))
const removable = (volumes: readonly Volume[]) =>
  volumes.filter((one) => one.removable).map(({ path }) => path)

describe('on Linux', () => {
  testWithLinks('a mounted device is known by its label, and one without a label by its place', () => {
    const sources = linux(
      [
        'proc /proc proc rw 0 0',
        'DEV/sdb1 /media/jane/ESD-USB vfat rw,nosuid 0 0',
        'DEV/sda1 / ext4 rw 0 0',
        '',
      ],
      { 'ESD-USB': 'sdb1', OTHER: 'sdc1' },
    )
    expect(places(listLinuxVolumes(sources))).toEqual([
      { label: 'ESD-USB', path: '/media/jane/ESD-USB' },
      { label: '', path: '/' },
    ])
  })

  testWithLinks('white space and other letters arrive as they are', () => {
    const sources = linux(['DEV/sdb1 /media/my\\040stick\\134 vfat rw 0 0'], {
      'MY\\x20GRÖSSE\\xc3\\xa9': 'sdb1',
    })
    expect(places(listLinuxVolumes(sources))).toEqual([{ label: 'MY GRÖSSEé', path: '/media/my stick\\' }])
  })

  testWithLinks('two sticks of one label are two, though udev keeps only one link', () => {
    const sources = linux(['DEV/sdb1 /a vfat rw 0 0', 'DEV/sdc1 /b vfat rw 0 0'], { 'ESD-USB': 'sdc1' })
    expect(places(listLinuxVolumes(sources))).toEqual([
      { label: '', path: '/a' },
      { label: 'ESD-USB', path: '/b' },
    ])
  })

  testWithLinks('a device that is mounted twice is one', () => {
    const sources = linux(['DEV/sdb1 /a vfat rw 0 0', 'DEV/sdb1 /b vfat rw 0 0'], {})
    expect(places(listLinuxVolumes(sources))).toEqual([{ label: '', path: '/a' }])
  })

  testWithLinks(
    'what is on USB, an SD card or called removable can be pulled out; fixed and optical drives and the system cannot',
    () => {
      const names = ['sda1', 'sdb1', 'sdc1', 'mmcblk0p1', 'mmcblk1p1', 'sr0', 'sdd1', 'sdd2', 'sdd3']
      const mounted = ['/fixed', '/usb', '/marked', '/card', '/emmc', '/dvd', '/', '/boot/efi', '/media/rest']
      const sources = linux(
        names.map((name, index) => `DEV/${name} ${mounted[index]} vfat rw 0 0`),
        {},
        {
          sda1: 'sys/pci0/ata1/block/sda/sda1',
          sdb1: 'sys/pci0/usb1/1-1/block/sdb/sdb1',
          sdc1: 'sys/pci0/reader/block/sdc/sdc1',
          mmcblk0p1: 'sys/mmc0/block/mmcblk0/mmcblk0p1',
          mmcblk1p1: 'sys/mmc1/block/mmcblk1/mmcblk1p1',
          sr0: 'sys/pci0/usb2/2-1/block/sr0',
          sdd1: 'sys/pci0/usb3/block/sdd/sdd1',
          sdd2: 'sys/pci0/usb3/block/sdd/sdd2',
          sdd3: 'sys/pci0/usb3/block/sdd/sdd3',
        },
      )
      sources.mark('sys/pci0/reader/block/sdc/removable', '1\n')
      sources.mark('sys/mmc0/block/mmcblk0/device/type', 'SD\n')
      sources.mark('sys/mmc1/block/mmcblk1/device/type', 'MMC\n')
      expect(removable(listLinuxVolumes(sources))).toEqual(['/usb', '/marked', '/card', '/media/rest'])
    },
  )

  testWithLinks('the size is that of the file system', () => {
    const folder = temporaryFolder()
    const [volume] = listLinuxVolumes(
      linux([`DEV/sdb1 ${folder} vfat rw 0 0`, 'DEV/sdc1 /nowhere vfat rw 0 0'], {}),
    )
    const { blocks, bsize } = statfsSync(folder)
    expect(volume?.bytes).toBe(blocks * bsize)
  })

  test('a system that tells nothing lists nothing', () => {
    expect(listLinuxVolumes({ mounts: '/nothing/here', labels: '/nor/here', devices: '/nor/this' })).toEqual(
      [],
    )
    expect(listVolumes({ platform: 'plan9', env: {} })).toEqual([])
  })
})

testWithLinks(
  'on macOS the link to the system’s own disk is no volume, nor is a folder where nothing is mounted',
  () => {
    const folder = temporaryFolder()
    symlinkSync('/', join(folder, 'Macintosh HD'))
    mkdirSync(join(folder, 'left over'))
    expect(listMacVolumes(folder)).toEqual([])
    expect(listMacVolumes('/nothing/here')).toEqual([])
  },
)

testUnless(fatAbsent)('on macOS what is mounted there is a volume', () => {
  const { folder } = insertFatStick()
  const [volume] = listMacVolumes(dirname(folder)).filter(({ path }) => path === folder)
  expect(volume).toEqual({
    label: basename(folder),
    path: folder,
    bytes: expect.any(Number),
    removable: true,
  })
})

const DRIVE = { Name: 'E:\\', VolumeLabel: 'ESD-USB', TotalSize: 15_938_355_200, Kind: 'Removable' }

describe('on Windows', () => {
  test('drives have letter, label, size and kind', () => {
    const fixed = { ...DRIVE, Name: 'C:\\', VolumeLabel: '', Kind: 'Fixed' }
    expect(parseWindowsVolumes(`\ufeff${JSON.stringify([fixed, DRIVE])}\r\n`)).toEqual([
      { label: '', path: 'C:\\', bytes: 15_938_355_200, removable: false },
      { label: 'ESD-USB', path: 'E:\\', bytes: 15_938_355_200, removable: true },
    ])
  })

  test('one drive may come as an object, and what is no drive with a letter is left out', () => {
    expect(places(parseWindowsVolumes(JSON.stringify(DRIVE)))).toEqual([{ label: 'ESD-USB', path: 'E:\\' }])
    const others = [
      null,
      1,
      { ...DRIVE, Name: '/' },
      { ...DRIVE, Name: '\\\\server\\x' },
      { ...DRIVE, VolumeLabel: null },
    ]
    expect(parseWindowsVolumes(JSON.stringify(others))).toEqual([])
    expect(parseWindowsVolumes(JSON.stringify({ ...DRIVE, TotalSize: 'much' }))[0]?.bytes).toBeNull()
  })
})

describe('PowerShell on Windows', () => {
  /** What is started where the environment says that of Windows' own folder. */
  function started(env: Readonly<Record<string, string | undefined>>): ProgramCall[] {
    const calls: ProgramCall[] = []
    const run = (call: ProgramCall): string => {
      calls.push(call)
      return JSON.stringify([DRIVE])
    }
    expect(listWindowsVolumes(env, run)).toHaveLength(calls.length)
    return calls
  }

  test('is started by its full path, in Windows’ own folder and not in the current one', () => {
    const [call] = started({ SystemRoot: 'C:\\Windows', PATH: 'E:\\' })
    expect(call?.program).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe')
    expect(call?.cwd).toBe('C:\\Windows')
    expect(started({ SystemRoot: 'd:\\WINNT\\' })[0]?.program).toMatch(/^d:\\WINNT\\System32\\/)
  })

  test('is not started where the environment does not say where Windows is', () => {
    for (const SystemRoot of [
      undefined,
      '',
      '.',
      'Windows',
      '\\Windows',
      'C:',
      'C:\\',
      'C:Windows',
      '/Windows',
    ])
      expect(started({ SystemRoot }), String(SystemRoot)).toEqual([])
    for (const SystemRoot of ['\\\\server\\share', '//server/share', '\\\\?\\C:\\Windows', 'C:\\:stream'])
      expect(started({ SystemRoot }), SystemRoot).toEqual([])
  })

  test('may fail, and then nothing is listed', () => {
    const fail = (): string => {
      throw new Error('ENOENT')
    }
    expect(listWindowsVolumes({ SystemRoot: 'C:\\Windows' }, fail)).toEqual([])
    expect(listWindowsVolumes({ SystemRoot: 'C:\\Windows' }, () => 'no JSON')).toEqual([])
  })
})
