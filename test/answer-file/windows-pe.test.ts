// A device carries an answer file on only where windowsPE has a setting for its architecture; one is added where asked.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AS_WRITTEN, bundledFor } from '../../src/answer-file/bundled.ts'
import { checkAnswerFile } from '../../src/answer-file/check.ts'
import { SCRIPT_DESCRIPTION, scriptCommand } from '../../src/answer-file/commands.ts'
import { inspectAnswerFile } from '../../src/answer-file/inspect.ts'
import { type AnswerFilePlan, renderAnswerFile } from '../../src/answer-file/render.ts'
import type { Architecture } from '../../src/answer-file/vocabulary.ts'

const ID = 'publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS"'
const component = (name: string, architecture: string, inside: string) =>
  `<component name="Microsoft-Windows-${name}" processorArchitecture="${architecture}" ${ID}>${inside}</component>`
const file = (windowsPe: string, specialize = '') =>
  Buffer.from(
    `<unattend xmlns="urn:schemas-microsoft-com:unattend">\n<settings pass="windowsPE">${windowsPe}</settings>\n<settings pass="specialize">${specialize}</settings>\n</unattend>\n`,
  )
const setup = (
  architecture: string,
  inside = '<UserData><ProductKey><WillShowUI>OnError</WillShowUI></ProductKey></UserData>',
) => component('Setup', architecture, inside)

function planFor(architectures: readonly Architecture[] | null, addWindowsPe = false): AnswerFilePlan {
  const path = scriptCommand({ pfxFileName: 'jane-cba.pfx', strict: false })
  const commands = [{ description: SCRIPT_DESCRIPTION, path }]
  return { commands, computerName: null, architectures, addWindowsPe, bundled: null }
}

const errorsIn = (bytes: Uint8Array, plan?: AnswerFilePlan) =>
  checkAnswerFile(bytes, plan).flatMap(({ severity, code, message }) =>
    severity === 'error' ? [`${code}: ${message}`] : [],
  )
const commandsIn = (bytes: Uint8Array) =>
  inspectAnswerFile(bytes).commands.map(({ architecture }) => architecture)

test('an architecture that is asked for needs windowsPE like those of the file', () => {
  expect(errorsIn(file(setup('amd64')))).toEqual([])
  expect(errorsIn(file(setup('amd64')), planFor(['arm64']))).toEqual([
    expect.stringMatching(/^no-windows-pe: windowsPE has no setting for arm64/),
  ])
  expect(errorsIn(file(setup('amd64')), planFor(['arm64'], true))).toEqual([])
})

test('an architecture that is asked for counts beside those of the file', () => {
  const codes = (bytes: Uint8Array, plan: AnswerFilePlan) =>
    checkAnswerFile(bytes, plan).map(({ code }) => code)
  expect(codes(file(setup('arm64')), planFor(['x86'], true))).toEqual(['x86-beside-arm64'])
  expect(codes(file(setup('amd64')), planFor(['arm64'], true))).toEqual(['several-architectures'])
})

test('what is missing is added for each architecture, and nothing where it is there', () => {
  const rendered = renderAnswerFile(file(setup('amd64')), planFor(['arm64'], true))
  expect(errorsIn(rendered)).toEqual([])
  expect(
    Buffer.from(rendered)
      .toString()
      .match(/name="Microsoft-Windows-Setup"/g),
  ).toHaveLength(2)
  expect(commandsIn(rendered)).toEqual(['amd64', 'arm64'])
  expect(
    Buffer.from(renderAnswerFile(rendered, planFor(['arm64'], true))).equals(Buffer.from(rendered)),
  ).toBe(true)
})

test('a component without a setting counts as none, and is filled instead of doubled', () => {
  const empty = file(setup('amd64', ''))
  expect(errorsIn(empty)).toEqual([expect.stringContaining('no-windows-pe')])
  const rendered = renderAnswerFile(empty, planFor(null, true))
  expect(errorsIn(rendered)).toEqual([])
  expect(
    Buffer.from(rendered)
      .toString()
      .match(/name="Microsoft-Windows-Setup"/g),
  ).toHaveLength(1)
})

test('a file whose windowsPE is for x86 alone does nothing on amd64, which is said', () => {
  const mixed = file(setup('x86'), component('Shell-Setup', 'amd64', '<ComputerName>PC-1</ComputerName>'))
  expect(errorsIn(mixed)).toEqual([expect.stringMatching(/no setting for amd64/)])
})

test('a remnant for x86 gets no command, unless it is asked for with windowsPE', () => {
  const remnant = file(
    setup('amd64'),
    component('Shell-Setup', 'amd64', '<ComputerName>PC-1</ComputerName>') +
      component('SQMApi', 'x86', '<CEIPEnabled>0</CEIPEnabled>'),
  )
  expect(errorsIn(remnant)).toEqual([])
  expect(commandsIn(renderAnswerFile(remnant, planFor(null)))).toEqual(['amd64'])
  expect(errorsIn(remnant, planFor(['x86']))).toEqual([expect.stringMatching(/no setting for x86/)])
  expect(commandsIn(renderAnswerFile(remnant, planFor(null, true))).sort()).toEqual(['amd64', 'x86'])
})

test('nothing is put into a component that Windows does not know', () => {
  const strange = component('Deployment', 'amd64', '<RunSynchronous />').replace('e35', 'e36')
  const rendered = Buffer.from(renderAnswerFile(file(setup('amd64'), strange), planFor(null))).toString()
  expect(rendered).toContain(strange)
  expect(rendered).toContain(`name="Microsoft-Windows-Deployment" processorArchitecture="amd64" ${ID}`)
})

const templates = new URL('../../templates/', import.meta.url)
const bundled = readdirSync(templates).filter((name) => name.endsWith('.xml'))

test.each(bundled)('%s is for amd64, or for what is asked for, and no other', (name) => {
  const bytes = readFileSync(new URL(name, templates))
  expect(Buffer.from(bundledFor(bytes, null, AS_WRITTEN))).toEqual(bytes)
  for (const asked of [['arm64'], ['x86'], ['amd64', 'arm64']] as const) {
    const made = renderAnswerFile(bytes, { ...planFor(asked), bundled: AS_WRITTEN })
    expect(inspectAnswerFile(made).architectures.toSorted()).toEqual([...asked].toSorted())
    expect(errorsIn(made)).toEqual([])
    expect(commandsIn(made).toSorted()).toEqual([...asked].toSorted())
  }
  const arm = Buffer.from(renderAnswerFile(bytes, { ...planFor(['arm64']), bundled: AS_WRITTEN })).toString()
  const amd = Buffer.from(renderAnswerFile(bytes, { ...planFor(null), bundled: AS_WRITTEN })).toString()
  expect(arm.replaceAll('"arm64"', '"amd64"')).toBe(amd)
  expect(amd).not.toMatch(/<Key ?\/>|InstallFrom/)
})
