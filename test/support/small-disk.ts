// A small disk in memory, to be filled or to be made read-only.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { testUnless } from './skips.ts'
import { run } from './tools.ts'

export interface SmallDisk {
  /** Where it is mounted. */
  readonly folder: string
  /** Mounts it anew with other options, such as `size=64m` or `ro`; what it holds stays. */
  readonly change: (options: string) => void
}

/** Mounted until the test ends. @param options of tmpfs, such as `size=64k` */
export function mountSmallDisk(folder: string, options: string): SmallDisk {
  mkdirSync(folder, { recursive: true })
  if (!mount(folder, options)) throw new Error('no disk can be mounted here')
  onTestFinished(() => void run('umount', ['-l', folder]))
  return { folder, change: (changed) => void mount(folder, `remount,${changed}`) }
}

function mount(folder: string, options: string): boolean {
  return run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0
}

/** `test`, or a skip that says why. */
export const testWithSmallDisk = testUnless(mayMount() ? null : 'a disk in memory that may be mounted')

function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'certstick-mount-'))
  try {
    return mount(folder, 'size=64k') && run('umount', ['-l', folder]).status === 0
  } catch {
    return false // because there is no such program
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
