// Reads zips that may come from anybody: limits the number of entries and bytes, declared and real, and checks names.
import { crc32, inflateRawSync } from 'node:zlib'
import yauzl, { type Entry } from 'yauzl'
import { isErrno, UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { fileNameFault } from './file-name.ts'
import { type MediaTree, makeTree } from './tree.ts'

/** The zip of a stick has five files. Others may be added, but never this many, nor this many bytes when unpacked. */
export const MEDIA_ZIP_LIMITS = { entries: 1000, totalBytes: 64 * 1024 * 1024 } as const

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
 * @throws UserError wrong-input: it is not a zip, is damaged or passes the limits, or an entry is not allowed on a stick:
 * encrypted, a link, a name twice, a path that leaves the folder or that Windows cannot hold
 */
export async function decodeZip(zip: Uint8Array): Promise<MediaTree> {
  try {
    return makeTree(await readEntries(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength)))
  } catch (error) {
    if (error instanceof UserError) throw error
    throw refusal(error instanceof Error ? error.message : String(error), error)
  }
}

async function readEntries(bytes: Buffer): Promise<ReadonlyMap<string, Uint8Array>> {
  const { entries: mostEntries, totalBytes } = MEDIA_ZIP_LIMITS
  const file = await yauzl.fromBufferPromise(bytes, { strictFileNames: true })
  if (file.entryCount > mostEntries) {
    throw refusal(`it has ${file.entryCount} entries, more than ${mostEntries}`)
  }
  const files = new Map<string, Uint8Array>()
  let left = totalBytes
  let packedLeft = bytes.length
  for await (const entry of file.eachEntry()) {
    const { fileName, compressedSize, uncompressedSize } = entry
    checkEntry(entry)
    if (fileName.endsWith('/')) continue
    if (uncompressedSize > left) throw refusal(`it unpacks to more than ${totalBytes} bytes`)
    packedLeft -= compressedSize
    if (packedLeft < 0) throw refusal('its entries overlap')
    const { fileDataStart } = await file.readLocalFileHeaderPromise(entry, { minimal: true })
    const content = unpack(entry, bytes.subarray(fileDataStart, fileDataStart + compressedSize))
    left -= content.length
    if (files.has(fileName)) throw refusal(`${shown(fileName)} is in it twice`)
    files.set(fileName, content)
  }
  return files
}

/** In one step, because the files are small. It checks the content, which yauzl leaves to its caller. */
function unpack(entry: Entry, packed: Uint8Array): Uint8Array {
  const { compressionMethod, uncompressedSize, crc32: declared } = entry
  const name = shown(entry.fileName)
  let content: Uint8Array
  switch (compressionMethod) {
    case STORED:
      content = packed
      break
    case DEFLATED:
      // zlib stops at the first byte beyond the declared size.
      content = inflate(packed, Math.max(1, uncompressedSize), name)
      break
    default:
      throw refusal(`${name} uses a compression that Windows cannot unpack`)
  }
  if (content.length !== uncompressedSize || crc32(content) !== declared) throw refusal(`${name} is damaged`)
  return content
}

function inflate(packed: Uint8Array, maxOutputLength: number, name: string): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength })
  } catch (error) {
    if (isErrno(error, 'ERR_BUFFER_TOO_LARGE')) throw refusal(`${name} is larger than it declares`, error)
    throw refusal(`${name} is damaged`, error)
  }
}

function checkEntry(entry: Entry): void {
  const name = shown(entry.fileName)
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) throw refusal(`${name} is encrypted`)
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK)
    throw refusal(`${name} is a symbolic link`)
  for (const part of entry.fileName.replace(/\/$/, '').split('/')) {
    const fault = fileNameFault(part)
    if (fault !== null) throw refusal(`the name ${name} ${fault}`)
  }
}

function refusal(why: string, cause?: unknown): UserError {
  return new UserError('wrong-input', `the zip cannot be read: ${why}`, {
    hint: 'recreate the stick’s files with `certstick regenerate`, or copy the zip again',
    cause,
  })
}
