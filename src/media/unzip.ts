// Reads zips that may come from anybody: bounded in entries and bytes, declared and real, and strict about names.
import { closeSync } from 'node:fs'
import { crc32, inflateRawSync } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { isErrno, UserError } from '../errors.ts'
import { openRegularFile } from '../read-file.ts'
import { fileNameFault } from './file-name.ts'
import { readAll } from './stream-bytes.ts'
import { type MediaTree, makeTree } from './tree.ts'

/** Bounds on what one zip may hold. */
export interface ZipLimits {
  readonly entries: number
  /** Unpacked, in bytes, all entries together. */
  readonly totalBytes: number
}

/** A medium is five files; an answer file or a driver's note beside them may be large, never this large. */
export const MEDIA_ZIP_LIMITS: ZipLimits = { entries: 1000, totalBytes: 64 * 1024 * 1024 }

/** Packed or not: what is in memory at once. */
const MAX_ENTRY_BYTES = MEDIA_ZIP_LIMITS.totalBytes

/** APPNOTE.TXT 4.4.4: bit 0 marks an encrypted entry. */
const ENCRYPTED = 0x1

/** APPNOTE.TXT 4.4.5. */
const STORED = 0
const DEFLATED = 8

/** APPNOTE.TXT 4.4.15: the upper half holds the Unix mode where the host is Unix; S_IFLNK marks a symbolic link. */
const FILE_TYPE = 0o170000
const SYMBOLIC_LINK = 0o120000

/**
 * All files of a zip, unpacked in memory.
 * @throws UserError wrong-input where it is no zip, is damaged, passes the limits, or holds an entry that has no
 * business on a stick: encrypted, a link, a name twice, a path that leaves the folder or that Windows cannot hold
 */
export async function decodeZip(zip: Uint8Array, limits: ZipLimits = MEDIA_ZIP_LIMITS): Promise<MediaTree> {
  return inWords(async () => {
    const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength)
    const file = await yauzl.fromBufferPromise(bytes, OPTIONS)
    const readPacked = async (entry: Entry) => {
      const { fileDataStart } = await file.readLocalFileHeaderPromise(entry, { minimal: true })
      return bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize)
    }
    const files = new Map<string, Uint8Array>()
    for await (const [path, content] of readEntries({ file, size: zip.length, readPacked }, limits)) {
      if (files.has(path)) throw refusal(`${JSON.stringify(path)} is in it twice`)
      files.set(path, content)
    }
    return makeTree(files)
  })
}

const OPTIONS = { strictFileNames: true } as const

/** A zip whose entries can be read one by one. */
export interface OpenedZip {
  readonly file: ZipFile
  /** In bytes. */
  readonly size: number
  /** The content of an entry as it lies in the zip. */
  readonly readPacked: (entry: Entry) => Promise<Uint8Array>
}

/** Opens a zip where it lies. */
export async function openZip(path: string): Promise<OpenedZip> {
  const handle = openRegularFile(path, 'followed')
  const file = await yauzl.fromFdPromise(handle, { ...OPTIONS, autoClose: false }).catch((error) => {
    closeSync(handle)
    throw error
  })
  const readPacked = async (entry: Entry) =>
    readAll(await file.openReadStreamPromise(entry, { decodeFileData: false }))
  return { file, size: file.fileSize, readPacked }
}

/** Says whatever is wrong with a zip as a refusal of it. */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UserError) throw error
    throw refusal(error instanceof Error ? error.message : String(error), error)
  }
}

/** The files in the order of the directory, each checked; of one name there may be several. */
export async function* readEntries(
  { file, size, readPacked }: OpenedZip,
  limits: ZipLimits,
): AsyncGenerator<readonly [path: string, content: Uint8Array]> {
  if (file.entryCount > limits.entries) {
    throw refusal(`it has ${file.entryCount} entries, and at most ${limits.entries} are read`)
  }
  let left = limits.totalBytes
  let packedLeft = size
  for await (const entry of file.eachEntry()) {
    checkEntry(entry)
    if (entry.fileName.endsWith('/')) continue
    if (Math.max(entry.uncompressedSize, entry.compressedSize) > MAX_ENTRY_BYTES) {
      throw refusal(`${JSON.stringify(entry.fileName)} unpacks to more than ${MAX_ENTRY_BYTES} bytes`)
    }
    if (entry.uncompressedSize > left) throw refusal(`it unpacks to more than ${limits.totalBytes} bytes`)
    packedLeft -= entry.compressedSize
    if (packedLeft < 0) throw refusal('its entries lie one over another, as no honest zip’s do')
    const content = unpack(entry, await readPacked(entry))
    left -= content.length
    yield [entry.fileName, content]
  }
}

/** In one step, for media are small; and with the check of the content that yauzl leaves to its caller. */
function unpack(entry: Entry, packed: Uint8Array): Uint8Array {
  const { compressionMethod, uncompressedSize, crc32: declared } = entry
  const shown = JSON.stringify(entry.fileName)
  let content: Uint8Array
  switch (compressionMethod) {
    case STORED:
      content = packed
      break
    case DEFLATED:
      // One byte more than was declared, and zlib ends it.
      content = inflate(packed, Math.max(1, uncompressedSize), shown)
      break
    default:
      throw refusal(`${shown} is compressed in a way that Windows does not unpack`)
  }
  if (content.length !== uncompressedSize || crc32(content) !== declared) throw refusal(`${shown} is damaged`)
  return content
}

function inflate(packed: Uint8Array, maxOutputLength: number, shown: string): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength })
  } catch (error) {
    if (isErrno(error, 'ERR_BUFFER_TOO_LARGE')) throw refusal(`${shown} holds more than it declares`, error)
    throw refusal(`${shown} is damaged`, error)
  }
}

function checkEntry(entry: Entry): void {
  const shown = JSON.stringify(entry.fileName)
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) throw refusal(`${shown} is encrypted`)
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK)
    throw refusal(`${shown} is a symbolic link`)
  for (const name of entry.fileName.replace(/\/$/, '').split('/')) {
    const fault = fileNameFault(name)
    if (fault !== null) throw refusal(`${shown}: a name ${fault}`)
  }
}

export function refusal(why: string, cause?: unknown): UserError {
  return new UserError('wrong-input', `the zip cannot be read: ${why}`, {
    hint: 'make the media again',
    cause,
  })
}
