// How often a PFX has its password hashed, read before anything is hashed: a hostile file asks for hours.
// Source: RFC 7292 §4 and appendix C, RFC 8018 appendix A.2.
import { UserError } from '../errors.ts'
import { type Element, readElements, TAG } from './der-reader.ts'

const CONSTRUCTED = 0x20 // X.690 §8.1.2.5
const MAXIMUM_DEPTH = 16

/** The highest count in the file; 0 where there is none to be seen, as in BER that is not DER. */
export function highestIterationCount(pfx: Uint8Array): number {
  return Math.max(0, ...iterationCounts(pfx, 0))
}

/** In each place that has one, salt and count stand side by side: an OCTET STRING, then an INTEGER. */
function iterationCounts(bytes: Uint8Array, depth: number): readonly number[] {
  const elements = depth > MAXIMUM_DEPTH ? [] : readElementsOrNone(bytes)
  return elements.flatMap((element, index) => {
    if (element.tag === TAG.integer && elements[index - 1]?.tag === TAG.octetString) return [countOf(element)]
    // the safe's content is DER again inside OCTET STRINGs; salts and ciphertexts stand in them too, and are not
    const isContent = element.tag === TAG.octetString && element.content[0] === TAG.sequence
    const isNested = (element.tag & CONSTRUCTED) !== 0 || isContent
    return isNested ? iterationCounts(element.content, depth + 1) : []
  })
}

function countOf(element: Element): number {
  return Number.parseInt(Buffer.from(element.content).toString('hex') || '0', 16)
}

/** What is no DER holds no count. */
function readElementsOrNone(bytes: Uint8Array): readonly Element[] {
  try {
    return readElements(bytes)
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}
