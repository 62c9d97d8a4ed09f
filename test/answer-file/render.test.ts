import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  IMPORT_DESCRIPTION,
  importCommand,
  SCRIPT_DESCRIPTION,
  scriptCommand,
} from '../../src/answer-file/commands.ts'
import { inspectAnswerFile } from '../../src/answer-file/inspect.ts'
import { type AnswerFilePlan, renderAnswerFile } from '../../src/answer-file/render.ts'
import { Secret } from '../../src/secret.ts'
import { MALFORMED_SAMPLES, readSamples } from '../support/samples.ts'

const importJane = {
  description: IMPORT_DESCRIPTION,
  path: importCommand({
    password: new Secret('a<&>"b'.replace('"', 'ü')),
    pfxFileName: 'jane-cba.pfx',
    exportable: false,
  }),
}
const runScript = {
  description: SCRIPT_DESCRIPTION,
  path: scriptCommand({ pfxFileName: 'jane-cba.pfx', strict: false }),
}
const plan: AnswerFilePlan = {
  commands: [importJane, runScript],
  computerName: 'LAPTOP-01',
  architectures: null,
  addWindowsPe: true,
  bundled: null,
}
const templates = readdirSync('templates').filter((name) => name.endsWith('.xml'))
const files = [
  ...templates.map((name) => ({ name, bytes: readFileSync(`templates/${name}`) as Uint8Array })),
  ...readSamples().filter(({ name }) => !MALFORMED_SAMPLES.includes(name)),
]

test.each(files)(
  '$name gets the commands in every architecture, once, after those that are there',
  ({ bytes }) => {
    const before = inspectAnswerFile(bytes)
    const rendered = renderAnswerFile(bytes, plan)
    const after = inspectAnswerFile(rendered)
    for (const architecture of before.architectures) {
      const list = (facts: typeof before) =>
        facts.commands
          .filter((c) => c.architecture === architecture && c.pass === 'specialize')
          .map(({ order, description, path }) => ({ order, description, path }))
      const orders = list(before).flatMap((c) => c.order ?? [])
      const next = Math.max(0, ...orders) + 1
      expect(list(after)).toEqual([
        ...list(before),
        { order: next, ...importJane },
        { order: next + 1, ...runScript },
      ])
      expect(after.computerNames).toContainEqual({ architecture, computerName: 'LAPTOP-01' })
    }
    expect(Buffer.compare(renderAnswerFile(rendered, plan), rendered)).toBe(0)
  },
)

test('commands of certstick whose numbers somebody swapped run in their order again', () => {
  const ordersOf = (bytes: Uint8Array) => inspectAnswerFile(bytes).commands.map(({ order }) => order)
  const rendered = renderAnswerFile(readFileSync('templates/minimal.xml'), plan)
  const swapped = Buffer.from(rendered).toString().replace('<Order>1<', '<Order>3<')
  expect(ordersOf(Buffer.from(swapped))).toEqual([3, 2])
  expect(Buffer.from(renderAnswerFile(Buffer.from(swapped), plan))).toEqual(Buffer.from(rendered))
})

test.each(readSamples().filter(({ name }) => MALFORMED_SAMPLES.includes(name)))(
  '$name is refused with line and column',
  ({ bytes }) => {
    expect(() => renderAnswerFile(bytes, plan)).toThrow(/^line \d+, column \d+: /)
  },
)
