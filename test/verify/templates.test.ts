// A template without an error becomes an answer file that `verify` accepts: nothing is signed for a stick that is then refused.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkAnswerFile } from '../../src/answer-file/check.ts'
import {
  IMPORT_DESCRIPTION,
  importCommand,
  SCRIPT_DESCRIPTION,
  scriptCommand,
} from '../../src/answer-file/commands.ts'
import { formatText } from '../../src/answer-file/new-element.ts'
import { renderAnswerFile } from '../../src/answer-file/render.ts'
import { isError } from '../../src/finding.ts'
import { Secret } from '../../src/secret.ts'
import { checkCommands } from '../../src/verify/commands.ts'
import { receipt } from '../support/broken-sticks.ts'

const commandsFor = (pfxFileName: string) => [
  {
    description: IMPORT_DESCRIPTION,
    path: importCommand({ password: new Secret('Correct-Horse-7'), pfxFileName, exportable: false }),
  },
  { description: SCRIPT_DESCRIPTION, path: scriptCommand({ pfxFileName, strict: false }) },
]

/** Of an administrator's own program, and of a stick that was made before. */
const paths = ['<Path>setup.cmd</Path>'].concat(
  commandsFor('joe-cba.pfx').map(({ description, path }) => {
    return `<Description>${description}</Description><Path>${formatText(path)}</Path>`
  }),
)
const runSynchronous = fc
  .tuple(fc.shuffledSubarray(paths), fc.shuffledSubarray([1, 2, 3, 500], { minLength: 3 }))
  .map(([items, orders]) => {
    const commands = items.map(
      (path, i) => `<RunSynchronousCommand><Order>${orders[i]}</Order>${path}</RunSynchronousCommand>`,
    )
    return `<RunSynchronous>${commands.join('\n')}</RunSynchronous>`
  })
const computerName = fc.constantFrom('', '*', 'OLD', '<!-- ours -->OLD', ' OLD ').map((name) => {
  return `<ComputerName>${name}</ComputerName>`
})

function component(name: string, content: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const architecture = fc.constantFrom('amd64', 'amd64', 'arm64', 'x86', 'AMD64', 'wow64')
  return fc.tuple(architecture, content).map(([written, inner]) => {
    return `<component name="Microsoft-Windows-${name}" processorArchitecture="${written}" publicKeyToken="31bf3856ad364e35" language="neutral">${inner}</component>`
  })
}
const components = fc.array(
  fc.oneof(
    component('Deployment', fc.oneof(fc.constant(''), runSynchronous)),
    component('Shell-Setup', fc.oneof(fc.constant('<TimeZone>UTC</TimeZone>'), computerName)),
  ),
  { maxLength: 3 },
)
const passes = fc
  .array(fc.tuple(fc.constantFrom('specialize', 'specialize', 'oobeSystem', 'disabled'), components), {
    maxLength: 3,
  })
  .map((all) => {
    const settings = all.map(([pass, inner]) => `<settings pass="${pass}">${inner.join('\n')}</settings>`)
    return settings.join('\n')
  })
const windowsPe =
  '<settings pass="windowsPE"><component name="Microsoft-Windows-Setup" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral"><UserData><AcceptEula>true</AcceptEula></UserData></component></settings>'

test('whatever the check accepts, verify accepts with the commands in it', () => {
  let made = 0
  const architectures = fc.constantFrom(null, ['amd64'] as const, ['amd64', 'arm64'] as const)
  fc.assert(
    fc.property(passes, architectures, fc.boolean(), fc.boolean(), (inner, asked, isNamed, isForAmd64) => {
      const xml = `<unattend xmlns="urn:schemas-microsoft-com:unattend">${isForAmd64 ? windowsPe : ''}${inner}</unattend>`
      const device = isNamed ? 'LAPTOP-01' : null
      const plan = { architectures: asked, addWindowsPe: !isForAmd64, computerName: device }
      if (checkAnswerFile(Buffer.from(xml), plan).some(isError)) return
      made += 1
      const whole = { ...plan, commands: commandsFor('jane-cba.pfx'), bundled: null }
      const rendered = renderAnswerFile(Buffer.from(xml), whole)
      const { findings, sequences } = checkCommands(rendered, { ...receipt, device })
      expect(findings.filter(isError)).toEqual([])
      expect(sequences.map((commands) => commands.map(({ kind }) => kind))).toEqual([['import', 'script']])
      expect(Buffer.from(renderAnswerFile(rendered, whole))).toEqual(Buffer.from(rendered))
    }),
    { numRuns: 600 },
  )
  expect(made).toBeGreaterThan(150)
})
