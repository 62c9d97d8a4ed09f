import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listLinuxVolumes, listVolumes } from '../../src/media/disk-volumes.ts'
import { listWindowsVolumes, parseWindowsVolumes } from '../../src/media/disk-volumes-windows.ts'
import type { ProgramCall } from '../../src/windows-programs.ts'
import { temporaryFolder } from '../support/folders.ts'

/** What Linux would tell: mounts as in proc(5), labels as udev links them to devices. */
function linux(mounts: readonly string[], labels: Readonly<Record<string, string>>) {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'by-label'))
  for (const device of new Set(Object.values(labels))) writeFileSync(join(folder, device), '')
  for (const [label, device] of Object.entries(labels))
    symlinkSync(`../${device}`, join(folder, 'by-label', label))
  writeFileSync(join(folder, 'mounts'), mounts.map((line) => line.replaceAll('DEV', folder)).join('\n'))
  return { mounts: join(folder, 'mounts'), labels: join(folder, 'by-label') }
}

describe('on Linux', () => {
  test('a mounted device is known by its label', () => {
    const sources = linux(
      [
        'proc /proc proc rw 0 0',
        'DEV/sdb1 /media/jane/ESD-USB vfat rw,nosuid 0 0',
        'DEV/sda1 / ext4 rw 0 0',
        '',
      ],
      { 'ESD-USB': 'sdb1', OTHER: 'sdc1' },
    )
    expect(listLinuxVolumes(sources)).toEqual([{ label: 'ESD-USB', path: '/media/jane/ESD-USB' }])
  })

  test('white space and other letters arrive as they are', () => {
    const sources = linux(['DEV/sdb1 /media/my\\040stick\\134 vfat rw 0 0'], {
      'MY\\x20GRÖSSE\\xc3\\xa9': 'sdb1',
    })
    expect(listLinuxVolumes(sources)).toEqual([{ label: 'MY GRÖSSEé', path: '/media/my stick\\' }])
  })

  test('two sticks with one label are two where udev keeps only one link: the one that it tells is listed', () => {
    const sources = linux(['DEV/sdb1 /a vfat rw 0 0', 'DEV/sdc1 /b vfat rw 0 0'], { 'ESD-USB': 'sdc1' })
    expect(listLinuxVolumes(sources)).toEqual([{ label: 'ESD-USB', path: '/b' }])
  })

  test('a system that tells nothing lists nothing', () => {
    expect(listLinuxVolumes({ mounts: '/nothing/here', labels: '/nor/here' })).toEqual([])
    expect(listVolumes({ platform: 'plan9', env: {} })).toEqual([])
  })
})

describe('on Windows', () => {
  test('drives are known by their letters', () => {
    const json =
      '[{"DriveLetter":"C","FileSystemLabel":"Windows"},{"DriveLetter":"E","FileSystemLabel":"ESD-USB"}]'
    expect(parseWindowsVolumes(json)).toEqual([
      { label: 'Windows', path: 'C:\\' },
      { label: 'ESD-USB', path: 'E:\\' },
    ])
  })

  test('one drive comes as an object, and others as nothing that can be used', () => {
    expect(parseWindowsVolumes('{"DriveLetter":"E","FileSystemLabel":"X"}')).toEqual([
      { label: 'X', path: 'E:\\' },
    ])
    expect(parseWindowsVolumes('[null,{"DriveLetter":null,"FileSystemLabel":"X"}]')).toEqual([])
  })
})

describe('PowerShell on Windows', () => {
  /** What is started where the environment says that of Windows' own folder. */
  function started(env: Readonly<Record<string, string | undefined>>): ProgramCall[] {
    const calls: ProgramCall[] = []
    const run = (call: ProgramCall): string => {
      calls.push(call)
      return '{"DriveLetter":"E","FileSystemLabel":"ESD-USB"}'
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
