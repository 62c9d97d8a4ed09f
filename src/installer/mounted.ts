// The sticks that are mounted now, and what Windows is on each: for those who are asked for a stick.
import { listFolderFiles } from '../media/disk-read.ts'
import { listVolumes, type Volume } from '../media/disk-volumes.ts'
import { isSameLabel } from '../media/file-name.ts'
import { STICK_FOLDER } from '../media/layout.ts'
import type { World } from '../world.ts'
import { findInstaller, INSTALLER_FOLDERS, type Installer } from './installer.ts'

export interface MountedStick extends Volume {
  /** Null: it has files only. */
  readonly installer: Installer | null
}

/** Everything that can be pulled out, and what the Media Creation Tool made on a drive that looks fixed. */
export function listSticks(world: Pick<World, 'platform' | 'env'>): MountedStick[] {
  return listVolumes(world)
    .filter(({ label, removable }) => removable || isSameLabel(label, STICK_FOLDER))
    .map((volume) => ({ ...volume, installer: installerOn(volume.path) }))
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
