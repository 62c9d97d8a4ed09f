// What the XML at the end of a WIM says of its images. It comes from a stick that anybody may have had: what is read is
// bounded, and all text in the result is as untrusted as the stick.
import type { Architecture } from '../answer-file/vocabulary.ts'
import { scanXml, type XmlElement } from '../answer-file/xml.ts'
import { UserError } from '../errors.ts'

/** One Windows that can be installed. Texts are empty where the XML has none. */
export interface WindowsImage {
  readonly index: number
  /** What `/IMAGE/NAME` chooses by; may differ from the name that Setup shows. */
  readonly name: string
  readonly description: string
  readonly displayName: string
  /** Null: none that certstick writes commands for, or not given. */
  readonly architecture: Architecture | null
  /** Such as `Professional`. */
  readonly edition: string
  /** Such as 26100; null: not given. */
  readonly build: number | null
  /** The update level, which follows the build; null: not given. */
  readonly revision: number | null
  readonly languages: readonly string[]
}

/** Windows's own media have some four kilobytes for each of at most twenty images. */
export const MAX_XML_BYTES = 1024 * 1024
const MAX_IMAGES = 200
const MAX_LANGUAGES = 200
const MAX_TEXT = 256

/** PROCESSOR_ARCHITECTURE_… of winnt.h. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = { '0': 'x86', '9': 'amd64', '12': 'arm64' }

/** A text says what is wrong; it follows the file's name. */
export function decodeWimXml(bytes: Buffer): readonly WindowsImage[] | string {
  const root = scan(bytes)
  if (root?.name !== 'WIM') return 'has no list of its images'
  const images = childrenNamed(root, 'IMAGE')
  if (images.length > MAX_IMAGES) return `lists more than ${MAX_IMAGES} images`
  return images.map(readImage)
}

function scan(bytes: Buffer): XmlElement | null {
  if (bytes.length % 2 !== 0) return null
  try {
    return scanXml(bytes.toString('utf16le').replace(/^\ufeff/, ''))
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

function readImage(image: XmlElement): WindowsImage {
  const windows = childrenNamed(image, 'WINDOWS')[0]
  const languages = windows === undefined ? [] : childrenNamed(windows, 'LANGUAGES')
  return {
    index: numberIn(image.attributes.find(({ name }) => name === 'INDEX')?.value ?? '') ?? 0,
    name: textAt(image, 'NAME'),
    description: textAt(image, 'DESCRIPTION'),
    displayName: textAt(image, 'DISPLAYNAME'),
    architecture: ARCHITECTURES[textAt(windows, 'ARCH')] ?? null,
    edition: textAt(windows, 'EDITIONID'),
    build: numberIn(textAt(windows, 'VERSION', 'BUILD')),
    revision: numberIn(textAt(windows, 'VERSION', 'SPBUILD')),
    languages: languages
      .flatMap((list) => childrenNamed(list, 'LANGUAGE'))
      .slice(0, MAX_LANGUAGES)
      .map(textOf),
  }
}

function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name)
}

function textAt(element: XmlElement | undefined, ...names: readonly string[]): string {
  let at = element
  for (const name of names) at = at === undefined ? undefined : childrenNamed(at, name)[0]
  return at === undefined ? '' : textOf(at)
}

function textOf({ text }: XmlElement): string {
  return text.trim().slice(0, MAX_TEXT)
}

function numberIn(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}
