// Every small input gets the verdict that was found right for it; the table stands in test/fixtures.
import { expect, test } from 'vitest'
import { checkAnswerFile } from '../../src/answer-file/check.ts'
import { isError } from '../../src/finding.ts'
import { casesAbsent, readCases, readVerdicts } from '../support/cases.ts'
import { MALFORMED_SAMPLES, readSamples, samplesAbsent } from '../support/samples.ts'
import { testUnless } from '../support/skips.ts'

const verdicts = readVerdicts()

testUnless(casesAbsent)('the table has each case, and no other', () => {
  expect([...verdicts.keys()]).toEqual(readCases().map(({ name }) => name))
})

testUnless(casesAbsent).each(readCases())('$name', ({ name, bytes }) => {
  const found = checkAnswerFile(bytes).map(({ severity, code }) => `${severity}:${code}`)
  expect(found.sort()).toEqual([...(verdicts.get(name) ?? [])].sort())
})

testUnless(samplesAbsent)('the samples that are in use have no error but a missing windowsPE pass', () => {
  const errors = readSamples()
    .filter(({ name }) => !MALFORMED_SAMPLES.includes(name))
    .flatMap(({ bytes }) => checkAnswerFile(bytes).filter(isError))
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['no-windows-pe']))
})

test('no case says what its secret is', () => {
  const said = readCases().map(({ bytes }) => JSON.stringify(checkAnswerFile(bytes)))
  expect(said.join()).not.toMatch(/P@ss|Sup3rSecret/)
})
