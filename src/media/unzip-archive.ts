// Reads an archive of many media, a folder each, where it lies: of its content no more than one medium is in memory.
// What an entry may be is unzip.ts's affair.
import { fileNameKey } from './file-name.ts'
import { MEDIA_PATHS } from './layout.ts'
import { type MediaTree, makeTree } from './tree.ts'
import { inWords, MEDIA_ZIP_LIMITS, openZip, readEntries, refusal, type ZipLimits } from './unzip.ts'

/** A hundred thousand media and their content; entries are read one by one, so that this bounds time, not memory. */
const ARCHIVE_LIMITS: ZipLimits = { entries: 500_000, totalBytes: 64 * 1024 * 1024 * 1024 }

export interface ArchivedMedium {
  /** Its folder in the archive. */
  readonly folder: string
  readonly tree: MediaTree
}

/** Whether the answer files of that zip stand in folders; false of what cannot be read, whose reader will say why. */
export async function isArchive(path: string): Promise<boolean> {
  const answerFile = fileNameKey(MEDIA_PATHS.answerFile)
  let archived = false
  try {
    const { file } = await openZip(path)
    try {
      if (file.entryCount > ARCHIVE_LIMITS.entries) return false
      for await (const { fileName } of file.eachEntry()) {
        const [first = '', ...rest] = fileNameKey(fileName).split('/')
        if (first === answerFile) return false
        archived ||= rest.join('/') === answerFile
      }
    } finally {
      file.close()
    }
  } catch {
    return false
  }
  return archived
}

/** @throws UserError wrong-input, as `decodeZip`, after those media that came before the fault */
export async function* readArchive(path: string): AsyncGenerator<ArchivedMedium> {
  const zip = await inWords(() => openZip(path))
  try {
    const entries = readEntries(zip, ARCHIVE_LIMITS)
    const done = new Set<string>()
    let folder: string | null = null
    let files = new Map<string, Uint8Array>()
    for (;;) {
      const next = await inWords(() => entries.next())
      const [entry, content] = next.done === true ? ['', new Uint8Array()] : next.value
      const slash = entry.indexOf('/')
      const of = slash < 0 ? '' : entry.slice(0, slash)
      if (folder !== null && of !== folder) {
        yield { folder, tree: await inWords(async () => makeTree(files)) }
        done.add(fileNameKey(folder))
        files = new Map()
      }
      if (next.done === true) return
      if (slash < 0) throw refusal(`${JSON.stringify(entry)} lies beside the media`)
      if (done.has(fileNameKey(of))) throw refusal(`the files of ${JSON.stringify(of)} lie apart`)
      folder = of
      addFile(files, entry.slice(slash + 1), content)
    }
  } finally {
    zip.file.close()
  }
}

function addFile(files: Map<string, Uint8Array>, path: string, content: Uint8Array): void {
  if (files.has(path)) throw refusal(`${JSON.stringify(path)} is in it twice`)
  files.set(path, content)
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0)
  if (files.size <= MEDIA_ZIP_LIMITS.entries && bytes <= MEDIA_ZIP_LIMITS.totalBytes) return
  throw refusal('one of its media is larger than any that certstick makes')
}
