// Whatever the author's hand: the commands come in, everything else stays, and taking them out gives back the file.
import { diffLines } from 'diff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IMPORT_DESCRIPTION } from '../../src/answer-file/commands.ts'
import { decodeText } from '../../src/answer-file/encoding.ts'
import { inspectAnswerFile } from '../../src/answer-file/inspect.ts'
import { type AnswerFilePlan, renderAnswerFile } from '../../src/answer-file/render.ts'
import { scanXml, type XmlElement } from '../../src/answer-file/xml.ts'
import { plans } from '../support/answer-file-plans.ts'
import { answerFiles } from '../support/answer-files.ts'
import { MALFORMED_SAMPLES, readSamples, samplesAbsent } from '../support/samples.ts'
import { testUnless } from '../support/skips.ts'

const nothing: AnswerFilePlan = {
  commands: [],
  computerName: null,
  architectures: null,
  addWindowsPe: false,
  bundled: null,
}

/** What of a file's commands matters, ours and theirs. */
function commandsIn(bytes: Uint8Array) {
  return inspectAnswerFile(bytes).commands.map(({ line: _, ...command }) => command)
}

test('the commands run in every architecture, after the others, and nobody else is touched', () => {
  fc.assert(
    fc.property(answerFiles, plans, (template, plan) => {
      const before = commandsIn(template)
      const after = commandsIn(renderAnswerFile(template, plan))
      const ours = after.filter((c) => c.description !== '')
      expect(after.filter((c) => c.description === '')).toEqual(before)
      for (const architecture of inspectAnswerFile(template).architectures) {
        const here = ours.filter((c) => c.architecture === architecture)
        expect(here.map(({ description, path }) => ({ description, path }))).toEqual(plan.commands)
        const place = { pass: 'specialize', component: 'Microsoft-Windows-Deployment' }
        for (const command of here) expect(command).toMatchObject(place)
        const orders = after
          .filter((c) => c.architecture === architecture && c.pass === 'specialize')
          .filter((c) => c.component === place.component)
          .map((c) => c.order ?? 0)
        expect(new Set(orders).size).toBe(orders.length)
        expect(Math.max(...orders)).toBeLessThanOrEqual(500)
        expect(here.map((c) => c.order)).toEqual(
          here.map((c) => c.order).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
        )
      }
    }),
    { numRuns: 300 },
  )
})

test('rendering again changes nothing, and rendering for somebody else leaves nothing of the first', () => {
  fc.assert(
    fc.property(answerFiles, plans, plans, (template, first, second) => {
      const rendered = renderAnswerFile(template, first)
      expectSameBytes(renderAnswerFile(rendered, first), rendered)
      const other = renderAnswerFile(rendered, second)
      if (first.commands.length === second.commands.length) {
        expectSameBytes(other, renderAnswerFile(template, second))
      }
      expect(commandsIn(other)).toEqual(commandsIn(renderAnswerFile(template, second)))
    }),
    { numRuns: 200 },
  )
})

test('taking the commands out again gives back the original bytes', () => {
  fc.assert(
    fc.property(answerFiles, plans, (template, plan) => {
      const back = renderAnswerFile(renderAnswerFile(template, plan), nothing)
      expect(withoutEmptyHomes(back)).toBe(withoutEmptyHomes(template))
    }),
    { numRuns: 300 },
  )
})

test('where other commands stand already, nothing at all remains of ours', () => {
  const theirs = { ...nothing, commands: [{ description: 'Theirs', path: 'cmd /c echo 1' }] }
  fc.assert(
    fc.property(answerFiles, plans, (template, plan) => {
      const housed = renderAnswerFile(template, theirs)
      expectSameBytes(renderAnswerFile(renderAnswerFile(housed, plan), nothing), housed)
    }),
    { numRuns: 150 },
  )
})

function expectSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(actual, expected) === 0) return
  expect(Buffer.from(actual).toString('latin1')).toBe(Buffer.from(expected).toString('latin1'))
}

/** The text without what only housed our commands: empty lists, components and passes, and their namespace. */
function withoutEmptyHomes(bytes: Uint8Array): string {
  let text = decodeText(bytes)
    .text.replaceAll(/ xmlns:\w+="http:\/\/schemas\.microsoft\.com\/WMIConfig\/2002\/State"/g, '')
    .replaceAll(/ \w+:action="add"/g, '')
  for (;;) {
    const empty = find(scanXml(text), (e) => isHome(e) && text.slice(e.openEnd, e.closeStart).trim() === '')
    if (empty === null) return text
    const before = text.slice(0, empty.start)
    text = (/\n[ \t]*$/.test(before) ? before.replace(/\r?\n[ \t]*$/, '') : before) + text.slice(empty.end)
  }
}

function isHome(element: XmlElement): boolean {
  return (
    element.local === 'RunSynchronous' ||
    element.attributes.some(({ value }) => value === 'Microsoft-Windows-Deployment' || value === 'specialize')
  )
}

function find(element: XmlElement, wanted: (e: XmlElement) => boolean): XmlElement | null {
  for (const child of element.children) {
    const inner = find(child, wanted)
    if (inner !== null) return inner
  }
  return wanted(element) ? element : null
}

const samples = readSamples().filter(({ name }) => !MALFORMED_SAMPLES.includes(name))
testUnless(samplesAbsent)('a line diff of every sample shows only additions', () => {
  const one = { description: IMPORT_DESCRIPTION, path: 'x' }
  for (const { name, bytes } of samples) {
    const rendered = renderAnswerFile(bytes, { ...nothing, commands: [one] })
    const parts = diffLines(decodeText(bytes).text, decodeText(rendered).text)
    for (const removed of parts.filter((part) => part.removed)) {
      // An element that closed itself has to be opened to hold anything.
      expect(removed.value.trim(), name).toMatch(/^<[^<>]*\/>$/)
    }
    expect(decodeText(rendered).encoding).toBe(decodeText(bytes).encoding)
    // UTF-16 needs its byte order mark, and over that of UTF-8 Windows has been seen to stumble.
    expect(decodeText(rendered).bom).toBe(decodeText(bytes).encoding !== 'utf-8')
  }
})
