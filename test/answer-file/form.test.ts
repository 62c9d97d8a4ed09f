// Filling in must come to the same as rendering, whatever the template and whoever came before.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillAnswerFile } from '../../src/answer-file/form.ts'
import { type AnswerFilePlan, renderAnswerFile } from '../../src/answer-file/render.ts'
import { plans } from '../support/answer-file-plans.ts'
import { answerFiles } from '../support/answer-files.ts'

const computerNames = fc.option(fc.stringMatching(/^[A-Z0-9-]{1,15}$/), { freq: 3 })
const namedPlans: fc.Arbitrary<AnswerFilePlan> = fc
  .record({ plan: plans, computerName: computerNames, addWindowsPe: fc.boolean() })
  .map(({ plan, ...rest }) => ({ ...plan, ...rest }))

test('each of many gets what it would get alone', () => {
  fc.assert(
    fc.property(answerFiles, fc.array(namedPlans, { minLength: 1, maxLength: 5 }), (template, all) => {
      for (const plan of all) {
        const filled = Buffer.from(fillAnswerFile(template, plan)).toString('latin1')
        expect(filled).toBe(Buffer.from(renderAnswerFile(template, plan)).toString('latin1'))
      }
    }),
    { numRuns: 200 },
  )
})

test('a file that holds the marks already keeps them', () => {
  const template = Buffer.from(`<unattend xmlns="urn:schemas-microsoft-com:unattend">
  <!-- TEXT:0; TEXTT:1; -->
  <settings pass="specialize">
    <component name="Microsoft-Windows-Deployment" processorArchitecture="amd64"/>
  </settings>
</unattend>
`)
  const plan = {
    commands: [{ description: 'TEXTTT:0;', path: 'cmd /c echo TEXTTTT:0; & "one" <two>' }],
    computerName: null,
    architectures: null,
    addWindowsPe: false,
  }
  const filled = Buffer.from(fillAnswerFile(template, plan)).toString()
  expect(filled).toBe(Buffer.from(renderAnswerFile(template, plan)).toString())
  expect(filled).toContain('TEXT:0; TEXTT:1;')
})

test('what no template can take is refused each time', () => {
  const template = Buffer.from('<unattend xmlns="urn:schemas-microsoft-com:unattend"/>')
  const plan = { commands: [], computerName: null, architectures: null, addWindowsPe: false }
  for (const _ of [1, 2]) expect(() => fillAnswerFile(template, plan)).toThrow('the file has no component')
})
