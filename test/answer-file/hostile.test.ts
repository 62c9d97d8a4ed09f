// Files that somebody broke, by hand or by accident: rendered well or refused as theirs, never a fault of ours.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IMPORT_DESCRIPTION, importCommand } from '../../src/answer-file/commands.ts'
import { renderAnswerFile } from '../../src/answer-file/render.ts'
import { UserError } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'

const bytesOf = (path: string) => readFileSync(new URL(path, import.meta.url))
const originals = [
  renderAnswerFile(bytesOf('../../templates/entra-join-wipe-disk.xml'), planFor('first')),
  bytesOf('../fixtures/answer-files/order-twice.xml'),
  bytesOf('../fixtures/answer-files/utf-16.xml'),
  bytesOf('../fixtures/answer-files/no-architecture.none.xml'),
]
const pieces = [
  '<',
  '>',
  '/',
  '"',
  '&',
  ' ',
  '\n',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '/>',
  'amd64',
  '<settings pass="specialize"/>',
]
  .concat([
    '<RunSynchronous>',
    '</RunSynchronous>',
    '<component name="Microsoft-Windows-Deployment" processorArchitecture="x86">',
  ])
  .concat(['</component>', '</settings>', 'xmlns:wcm="urn:x"', 'xmlns=""', '<?x?>', '\u0000', '\u00a0'])

function planFor(password: string) {
  const command = {
    password: new Secret(password),
    pfxFileName: 'a-cba.pfx',
    exportable: false,
  }
  return {
    commands: [{ description: IMPORT_DESCRIPTION, path: importCommand(command) }],
    computerName: 'PC-1',
    architectures: null,
    addWindowsPe: true,
    bundled: null,
  }
}

/** A file with a few stretches cut out, doubled, or replaced. */
const broken = fc
  .tuple(
    fc.constantFrom(...originals),
    fc.array(fc.tuple(fc.nat(), fc.nat(60), fc.constantFrom('', ...pieces), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([original, changes]) => {
    const wide = original[0] === 0xff
    let text = Buffer.from(original).toString(wide ? 'utf16le' : 'utf8')
    for (const [at, length, piece, doubled] of changes) {
      const start = at % text.length
      const cut = text.slice(start, start + length)
      text =
        text.slice(0, start) + (doubled ? cut + cut : piece) + text.slice(start + (piece === '' ? length : 0))
    }
    return Buffer.from(text, wide ? 'utf16le' : 'utf8')
  })

test('a broken template is refused with a position, or comes out whole', () => {
  let served = 0
  fc.assert(
    fc.property(broken, (bytes) => {
      try {
        const rendered = renderAnswerFile(bytes, planFor('second'))
        expect(Buffer.compare(renderAnswerFile(rendered, planFor('second')), rendered)).toBe(0)
        served += 1
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        expect(error.message).toMatch(/^line \d+, column \d+: /)
      }
    }),
    { numRuns: 1500 },
  )
  expect(served).toBeGreaterThan(50)
})

test('the secrets of a command that is replaced do not show in what is written', () => {
  const again = renderAnswerFile(
    renderAnswerFile(originals[0] ?? Buffer.of(), planFor('second')),
    planFor('third'),
  )
  expect(Buffer.from(again).toString()).not.toMatch(/first|second/)
})
