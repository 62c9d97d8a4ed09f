// The Windows installer on a stick: what it starts with, and the images that it installs from.
import { join } from 'node:path'
import type { Architecture } from '../answer-file/vocabulary.ts'
import { fileNameKey } from '../media/file-name.ts'
import { readWimFile, readWimHeader, type WimFile } from './wim-file.ts'
import type { WindowsImage } from './wim-xml.ts'

export interface Installer {
  /** What UEFI devices can start from it. */
  readonly loaders: readonly Architecture[]
  /** Whether it has the boot manager that devices without UEFI start. */
  readonly startsWithoutUefi: boolean
  /** One; a stick for both 32 and 64 bits has two, and one whose Windows is inside disk images has none. */
  readonly sources: readonly Sources[]
  /** Paths of images of installation discs that Ventoy starts; they are not looked into. */
  readonly diskImages: readonly string[]
}

export interface Sources {
  /** Such as `sources`. */
  readonly folder: string
  /** Null: the file was not found. */
  readonly boot: FoundImage | null
  readonly install: FoundImage | null
}

export interface FoundImage {
  /** On the stick, in its spelling. */
  readonly path: string
  readonly wim: WimFile
  /** Of a split image, what is missing or does not belong to it; each is a sentence's end after the first name. */
  readonly partFaults: readonly PartFault[]
}

export interface PartFault {
  readonly path: string
  readonly why: string
}

/** Where UEFI looks on removable media. (UEFI 2.10 §3.5.1.1) */
export const LOADERS: Readonly<Record<Architecture, string>> = {
  x86: 'efi/boot/bootia32.efi',
  amd64: 'efi/boot/bootx64.efi',
  arm64: 'efi/boot/bootaa64.efi',
}

/** The second and third only on a stick for both 32 and 64 bits. */
const FOLDERS = ['sources', 'x64/sources', 'x86/sources'] as const
export const INSTALL_IMAGES = ['install.wim', 'install.esd', 'install.swm'] as const
export const BOOT_IMAGE = 'boot.wim'
/** All folders with files by which an installer is known; the root is empty. */
export const INSTALLER_FOLDERS: readonly string[] = ['', 'efi/boot', 'ventoy', ...FOLDERS]

/** Setup's own files, by which a stick whose images are missing still counts as an installer. */
const SETUP_FILES = ['bootmgr', 'bootmgr.efi', 'sources/setup.exe']

/** A split image has parts of up to 4 GB; no Windows fills a hundred. */
const MAX_PARTS = 100

/**
 * Null: there is no Windows installer, only files.
 * @param folder the stick's root on the disk
 * @param paths of all files on the stick
 */
export function findInstaller(folder: string, paths: readonly string[]): Installer | null {
  const spellings = new Map(paths.map((path) => [fileNameKey(path), path]))
  const find = (path: string) => spellings.get(fileNameKey(path)) ?? null
  const open = (path: string, read: (found: string) => FoundImage): FoundImage | null => {
    const found = find(path)
    return found === null ? null : read(found)
  }
  const all = FOLDERS.map((name): Sources => {
    const install = INSTALL_IMAGES.find((image) => find(`${name}/${image}`) !== null) ?? INSTALL_IMAGES[0]
    return {
      folder: name,
      boot: open(`${name}/${BOOT_IMAGE}`, (path) => readWhole(folder, path)),
      install: open(`${name}/${install}`, (path) => readInParts(folder, path, find)),
    }
  })
  const there = all.filter(({ boot, install }) => boot !== null || install !== null)
  if (there.length === 0 && !SETUP_FILES.some((path) => find(path) !== null)) {
    const diskImages = diskImagesAmong(paths)
    return diskImages.length === 0 ? null : { loaders: [], startsWithoutUefi: false, sources: [], diskImages }
  }
  const architectures = Object.keys(LOADERS) as Architecture[]
  return {
    loaders: architectures.filter((architecture) => find(LOADERS[architecture]) !== null),
    startsWithoutUefi: find('bootmgr') !== null,
    sources: there.length === 0 ? all.slice(0, 1) : there,
    diskImages: [],
  }
}

/** Those at the root; on a stick with a folder of Ventoy, which looks in all folders, every one. */
function diskImagesAmong(paths: readonly string[]): string[] {
  const isVentoy = paths.some((path) => /^ventoy\//i.test(path))
  return paths.filter((path) => (isVentoy ? /\.iso$/i : /^[^/]*\.iso$/i).test(path))
}

function readWhole(folder: string, path: string): FoundImage {
  return { path, wim: readWimFile(join(folder, path)), partFaults: [] }
}

/** An image that may be split: `install.swm`, `install2.swm` and so on. ("DISM /Split-Image") */
function readInParts(folder: string, path: string, find: (path: string) => string | null): FoundImage {
  const first = readWhole(folder, path)
  if (typeof first.wim === 'string') return first
  const { guid, part, parts } = first.wim.header
  if (parts > MAX_PARTS) return { ...first, partFaults: [{ path, why: `says that it has ${parts} parts` }] }
  if (part !== 1)
    return { ...first, partFaults: [{ path, why: `is part ${part} of ${parts}, not the first` }] }
  const partFaults = Array.from({ length: parts - 1 }, (_, index) => index + 2).flatMap((number) => {
    const name = path.replace(/\.[^.]*$/, (extension) => `${number}${extension}`)
    const found = find(name)
    if (found === null) return [{ path: name, why: 'was not found' }]
    const header = readWimHeader(join(folder, found))
    if (typeof header === 'string') return [{ path: found, why: header }]
    const belongs = header.guid === guid && header.part === number && header.parts === parts
    return belongs ? [] : [{ path: found, why: `is not part ${number} of this image` }]
  })
  return { ...first, partFaults }
}

/** What can be installed from it. */
export function installImagesOf({ sources }: Installer): readonly WindowsImage[] {
  return sources.flatMap(({ install }) => imagesIn(install))
}

/**
 * The same; where no install image could be read, the boot images, which say for which devices Windows is, in which language,
 * and how old. Their names and editions are those of Setup.
 */
export function imagesOf({ sources }: Installer): readonly WindowsImage[] {
  return sources.flatMap(({ install, boot }) => {
    const images = imagesIn(install)
    return images.length > 0 ? images : imagesIn(boot)
  })
}

function imagesIn(found: FoundImage | null): readonly WindowsImage[] {
  return found === null || typeof found.wim === 'string' ? [] : found.wim.images
}
