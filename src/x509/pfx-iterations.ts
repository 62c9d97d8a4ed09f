// Reads the iteration counts of a PFX before anything is hashed, because a hostile file can ask for hours of hashing.
// Source: RFC 7292 §4 and appendix C, RFC 8018 appendix A.2.
import { unlessRefused } from '../errors.ts'
import { type Element, readElements, TAG } from './der-reader.ts'

const CONSTRUCTED = 0x20 // X.690 §8.1.2.5
const MAXIMUM_DEPTH = 16

/** The highest count in the file; 0 if none is found, as in BER that is not DER. */
export function highestIterationCount(pfx: Uint8Array): number {
  return Math.max(0, ...iterationCounts(pfx, 0))
}

/** Salt and count are always neighbours: an OCTET STRING, then an INTEGER. */
function iterationCounts(bytes: Uint8Array, depth: number): readonly number[] {
  const elements = depth > MAXIMUM_DEPTH ? [] : unlessRefused(() => readElements(bytes), [])
  return elements.flatMap((element, index) => {
    if (element.tag === TAG.integer && elements[index - 1]?.tag === TAG.octetString) return [countOf(element)]
    // OCTET STRINGs contain DER (the safe's content) or other bytes (salts and ciphertexts)
    const isContent = element.tag === TAG.octetString && element.content[0] === TAG.sequence
    const isNested = (element.tag & CONSTRUCTED) !== 0 || isContent
    return isNested ? iterationCounts(element.content, depth + 1) : []
  })
}

function countOf(element: Element): number {
  return Number.parseInt(Buffer.from(element.content).toString('hex') || '0', 16)
}
