// Reads a WIM, ESD or SWM file on a stick: its first 208 bytes and its XML, never the gigabytes between.
import { systemReason } from '../errors.ts'
import { readParts } from '../read-file.ts'
import { decodeWimHeader, WIM_HEADER_BYTES, type WimHeader } from './wim-header.ts'
import { decodeWimXml, MAX_XML_BYTES, type WindowsImage } from './wim-xml.ts'

/** What was read, or a text that says what is wrong, which follows the file's name. */
export type WimFile = ReadWim | string

export interface ReadWim {
  readonly header: WimHeader
  readonly images: readonly WindowsImage[]
}

/** @param path on the disk */
export function readWimFile(path: string): WimFile {
  return reading(path, (header, xml) => {
    const images = decodeWimXml(xml())
    if (typeof images === 'string') return images
    // A file that was copied in part may have its full size, with zeros where the rest should be.
    if (images.length !== header.imageCount) return 'does not list as many images as it has'
    return { header, images }
  })
}

/** The same for a further part of a split image, whose XML says nothing new. */
export function readWimHeader(path: string): WimHeader | string {
  return reading(path, (header) => header)
}

function reading<T>(path: string, read: (header: WimHeader, xml: () => Buffer) => T | string): T | string {
  try {
    return readParts(path, 'refused', ({ size, at }) => {
      const header = decodeWimHeader(at(0, WIM_HEADER_BYTES))
      if (typeof header === 'string') return header
      if (header.end > size) return `was cut off: it has ${size} bytes, and should have ${header.end} or more`
      if (header.xml.size > MAX_XML_BYTES) return `lists its images in more than ${MAX_XML_BYTES} bytes`
      return read(header, () => at(header.xml.offset, header.xml.size))
    })
  } catch (error) {
    return `cannot be read: ${systemReason(error)}`
  }
}
