// Windows image files for tests, written from the format's description alone: a header, some bytes that stand for gigabytes,
// a table and the XML. Programs that unpack images would refuse them; test/proof/wim.test.ts has whole ones.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface TestImage {
  readonly name?: string
  readonly displayName?: string
  readonly description?: string
  /** As winnt.h numbers them. */
  readonly arch?: number
  readonly edition?: string
  readonly build?: number
  readonly languages?: readonly string[]
}

export interface TestWim {
  readonly images?: readonly TestImage[]
  /** In place of what the images give. */
  readonly xml?: string
  readonly part?: number
  readonly parts?: number
  readonly guid?: number
  /** In place of the number of images. */
  readonly imageCount?: number
}

const PRO: Required<TestImage> = {
  name: 'Windows 11 Pro',
  displayName: 'Windows 11 Pro',
  description: 'Windows 11 Pro',
  arch: 9,
  edition: 'Professional',
  build: 26_100,
  languages: ['en-US'],
}

function imageXml(image: TestImage, index: number): string {
  const { name, displayName, description, arch, edition, build, languages } = { ...PRO, ...image }
  const list = languages.map((language) => `<LANGUAGE>${language}</LANGUAGE>`).join('')
  return `<IMAGE INDEX="${index + 1}"><DIRCOUNT>1</DIRCOUNT><WINDOWS><ARCH>${arch}</ARCH><EDITIONID>${edition}</EDITIONID><LANGUAGES>${list}<DEFAULT>${languages[0]}</DEFAULT></LANGUAGES><VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR><BUILD>${build}</BUILD><SPBUILD>1742</SPBUILD></VERSION></WINDOWS><NAME>${name}</NAME><DESCRIPTION>${description}</DESCRIPTION><DISPLAYNAME>${displayName}</DISPLAYNAME></IMAGE>`
}

export function wimBytes({
  images = [{}],
  xml,
  part = 1,
  parts = 1,
  guid = 7,
  imageCount,
}: TestWim = {}): Buffer {
  const text = xml ?? `<WIM><TOTALBYTES>1</TOTALBYTES>${images.map(imageXml).join('')}</WIM>`
  const list = Buffer.from(`\ufeff${text}`, 'utf16le')
  const table = Buffer.alloc(50, 1)
  const packed = Buffer.alloc(1000, 2)
  const header = Buffer.alloc(208)
  header.write('MSWIM\0\0\0', 'latin1')
  header.writeUInt32LE(208, 8)
  header.writeUInt32LE(0x1_0d_00, 12)
  header.fill(guid, 24, 40)
  header.writeUInt16LE(part, 40)
  header.writeUInt16LE(parts, 42)
  header.writeUInt32LE(imageCount ?? images.length, 44)
  const range = (at: number, offset: number, size: number) => {
    header.writeUInt32LE(size, at)
    header[at + 7] = 2
    header.writeUInt32LE(offset, at + 8)
    header.writeUInt32LE(size, at + 16)
  }
  range(48, 208 + packed.length, table.length)
  range(72, 208 + packed.length + table.length, list.length)
  return Buffer.concat([header, packed, table, list])
}

/** What a stick with Windows 11 Pro for amd64 in English has. */
export const WINDOWS_FILES: Readonly<Record<string, string | Buffer>> = {
  'setup.exe': 'MZ',
  bootmgr: 'x',
  'bootmgr.efi': 'MZ',
  'efi/boot/bootx64.efi': 'MZ',
  'sources/boot.wim': wimBytes({
    images: [{ name: 'Microsoft Windows PE' }, { name: 'Microsoft Windows Setup' }],
  }),
  'sources/install.wim': wimBytes(),
}

/** Writes these files below the folder; null takes one of Windows's away. */
export function insertInstaller(
  folder: string,
  changes: Readonly<Record<string, string | Buffer | null>> = {},
): void {
  for (const [path, content] of Object.entries({ ...WINDOWS_FILES, ...changes })) {
    if (content === null) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}
