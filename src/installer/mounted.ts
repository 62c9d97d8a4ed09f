// The sticks that are mounted now, and what Windows is on each: for those who are asked for a stick.
import { listFolderFiles } from '../media/disk-read.ts'
import { listVolumes } from '../media/disk-volumes.ts'
import type { Volume } from '../media/disk-volumes-windows.ts'
import { isSameLabel } from '../media/file-name.ts'
import { STICK_FOLDER } from '../media/layout.ts'
import type { World } from '../world.ts'
import { findInstaller, INSTALLER_FOLDERS, type Installer } from './installer.ts'

export interface MountedStick extends Volume {
  /** Null: it has files only. */
  readonly installer: Installer | null
}

/**
 * Everything that can be pulled out. Windows calls some sticks and all disks on USB fixed: of these, what has the label of the
 * Media Creation Tool, or Windows to install.
 * @param volumes what is mounted
 */
export function listSticks(
  world: Pick<World, 'platform' | 'env'>,
  volumes: readonly Volume[] = listVolumes(world),
): MountedStick[] {
  return volumes
    .filter(({ path, removable }) => removable || !isSystemDrive(path, world))
    .map((volume) => ({ ...volume, installer: installerOn(volume.path) }))
    .filter(({ label, removable, installer }) => {
      const isStick = isSameLabel(label, STICK_FOLDER) || (world.platform === 'win32' && installer !== null)
      return removable || isStick
    })
}

function isSystemDrive(path: string, { env }: Pick<World, 'env'>): boolean {
  return path.slice(0, 2).toUpperCase() === env['SystemDrive']?.toUpperCase()
}

/** Without reading the rest of the stick, which may have thousands of other files. */
export function installerOn(folder: string): Installer | null {
  return findInstaller(folder, listFolderFiles(folder, INSTALLER_FOLDERS))
}

/** Such as `15 GB`, counted as it is printed on sticks. */
export function formatSize(bytes: number): string {
  const [unit, size] = bytes < 1e9 ? ['MB', bytes / 1e6] : ['GB', bytes / 1e9]
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${unit}`
}
