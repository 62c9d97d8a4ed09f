// A real FAT stick: an image made by mkfs.vfat, mounted by the kernel or, where that has no FAT, by fusefat.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { hasTool } from './tools.ts'

export interface FatStick {
  /** Where it is mounted. */
  readonly folder: string
  /** Takes it off; the image's bytes are then what the stick holds. */
  readonly eject: () => Buffer
}

const KIB_BLOCKS = '8192'

/** Mounted until the test ends, or until it is ejected. */
export function insertFatStick(): FatStick {
  const stick = tryToInsert()
  if (stick === null) throw new Error('no FAT stick can be mounted here')
  onTestFinished(() => void stick.eject())
  return stick
}

/** Null, or what a FAT stick needs that is absent here. */
export const fatAbsent: string | null = whyAbsent()

function whyAbsent(): string | null {
  if (!hasTool('mkfs.vfat')) return 'mkfs.vfat'
  const stick = tryToInsert()
  stick?.eject()
  return stick === null ? 'a FAT disk that may be mounted' : null
}

function tryToInsert(): FatStick | null {
  const folder = mkdtempSync(join(tmpdir(), 'certstick-fat-'))
  const [image, mountPoint] = [join(folder, 'stick.img'), join(folder, 'stick')]
  mkdirSync(mountPoint)
  if (!succeeds('mkfs.vfat', ['-C', image, KIB_BLOCKS])) return null
  const mounted =
    succeeds('mount', ['-o', 'loop', '-t', 'vfat', image, mountPoint]) ||
    succeeds('fusefat', ['-o', 'rw+', image, mountPoint])
  if (!mounted) return null
  let bytes: Buffer | null = null
  const eject = (): Buffer => {
    if (bytes === null && !succeeds('umount', [mountPoint])) throw new Error(`${mountPoint} is in use`)
    bytes ??= readFileSync(image)
    return bytes
  }
  return { folder: mountPoint, eject }
}

function succeeds(program: string, args: readonly string[]): boolean {
  const { status, error } = spawnSync(program, args, { stdio: 'ignore' })
  return error === undefined && status === 0
}
