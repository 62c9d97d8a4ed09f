// The corners of injection: full lists, odd prefixes, files that fit no device, hands that write differently.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inspectAnswerFile } from '../../src/answer-file/inspect.ts'
import { type AnswerFilePlan, renderAnswerFile } from '../../src/answer-file/render.ts'

const ID = 'publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS"'
const UNATTEND = 'urn:schemas-microsoft-com:unattend'
const WCM = 'http://schemas.microsoft.com/WMIConfig/2002/State'
const plan: AnswerFilePlan = {
  commands: [{ description: 'Ours', path: 'run "ü" & <go>' }],
  computerName: null,
  architectures: null,
  addWindowsPe: false,
  bundled: null,
}

function render(template: string, changes: Partial<AnswerFilePlan> = {}): string {
  return Buffer.from(renderAnswerFile(Buffer.from(template), { ...plan, ...changes })).toString()
}

function deployment(inside: string, attributes = ` xmlns:wcm="${WCM}"`): string {
  const name = `name="Microsoft-Windows-Deployment" processorArchitecture="amd64" ${ID}${attributes}`
  return `<unattend xmlns="${UNATTEND}"><settings pass="specialize"><component ${name}${inside}</settings></unattend>`
}

const withOrders = (...orders: readonly number[]) =>
  deployment(
    `><RunSynchronous>${orders
      .map((order) => `<RunSynchronousCommand><Order>${order}</Order><Path>x</Path></RunSynchronousCommand>`)
      .join('')}</RunSynchronous></component>`,
  )
const ordersOfOurs = (rendered: string) =>
  inspectAnswerFile(Buffer.from(rendered))
    .commands.filter((c) => c.description !== '')
    .map((c) => c.order)

test('an Order follows the highest, also where they are unsorted or gapped', () => {
  expect(ordersOfOurs(render(withOrders(7, 2, 5)))).toEqual([8])
})

test('past 500 the highest free number below is taken, and ours still run in their order', () => {
  const two = { commands: [...plan.commands, { description: 'Ours too', path: 'y' }] }
  expect(ordersOfOurs(render(withOrders(500)))).toEqual([499])
  expect(ordersOfOurs(render(withOrders(499), two))).toEqual([498, 500])
  expect(ordersOfOurs(render(withOrders(1, 500, 498), two))).toEqual([497, 499])
})

test('a full list is an error that says where', () => {
  const full = withOrders(...Array.from({ length: 500 }, (_, i) => i + 1))
  expect(() => render(full)).toThrow(/^line 1, column \d+: there are not enough free Order numbers/)
})

test('on one line everything stays on one line', () => {
  expect(render(deployment(' />'))).toBe(
    deployment(
      '><RunSynchronous><RunSynchronousCommand wcm:action="add"><Order>1</Order><Description>Ours</Description>' +
        '<Path>run "&#xFC;" &amp; &lt;go&gt;</Path></RunSynchronousCommand></RunSynchronous></component>',
    ),
  )
})

test('a missing wcm is declared once, on the component', () => {
  const rendered = render(deployment('><RunSynchronous/></component>', ''), {
    commands: [...plan.commands, { description: 'Ours too', path: 'y' }],
  })
  expect(rendered.match(/xmlns:wcm=/g)).toHaveLength(1)
  expect(rendered).toContain(`versionScope="nonSxS" xmlns:wcm="${WCM}"><RunSynchronous>`)
})

test('a prefix that is bound already is used, and one that means something else is left alone', () => {
  expect(render(deployment('/>', ` xmlns:w="${WCM}"`))).toContain('<RunSynchronousCommand w:action="add">')
  const taken = render(deployment('/>', ' xmlns:wcm="urn:other"'))
  expect(taken).toContain(`xmlns:wcm="urn:other" xmlns:wcm2="${WCM}"><RunSynchronous>`)
  expect(taken).toContain('wcm2:action="add"')
})

test('a prefix that means something else further in does not count as bound', () => {
  const outer = deployment('/>', ' xmlns:wcm="urn:other"').replace(
    '<unattend ',
    `<unattend xmlns:wcm="${WCM}" `,
  )
  expect(render(outer)).toContain('<RunSynchronousCommand wcm2:action="add">')
})

test('a prefixed answer file gets prefixed elements', () => {
  const template = `<u:unattend xmlns:u="${UNATTEND}"><u:settings pass="windowsPE"><u:component name="a" processorArchitecture="arm64"/></u:settings></u:unattend>`
  const rendered = render(template, { computerName: 'PC-1' })
  expect(rendered).toContain('<u:settings pass="specialize"><u:component name="Microsoft-Windows-Deployment"')
  expect(rendered).toContain('<u:ComputerName>PC-1</u:ComputerName>')
  expect(rendered.replace(/<u:settings pass="specialize">.*?<\/u:settings>/, '')).toBe(template)
})

const pe = (architecture: string) =>
  `<unattend xmlns="${UNATTEND}">\n  <settings pass="windowsPE">\n    <component name="a" processorArchitecture="${architecture}" />\n  </settings>\n</unattend>\n`

test.each(['wow64', '%ARCH%', '{{ arch }}'])(
  'a file for %s is refused, unless told what to inject for',
  (architecture) => {
    expect(() => render(pe(architecture))).toThrow(
      `line 3, column 5: a command runs on x86, amd64, arm64, but no component for one of these, the first is for "${architecture}"`,
    )
    const facts = inspectAnswerFile(
      Buffer.from(render(pe(architecture), { architectures: ['amd64', 'arm64'] })),
    )
    expect(facts.commands.map((c) => c.architecture)).toEqual(['amd64', 'arm64'])
  },
)

test('architectures that are asked for come beside those that the file uses', () => {
  const both = pe('amd64').replace('/>', '/>\n    <component name="a" processorArchitecture="arm64" />')
  for (const [asked, architectures] of [
    [['amd64'], ['amd64', 'arm64']],
    [['x86'], ['amd64', 'arm64', 'x86']],
  ] as const) {
    const facts = inspectAnswerFile(Buffer.from(render(both, { architectures: asked })))
    expect(facts.commands.map((c) => c.architecture).sort()).toEqual(architectures)
  }
})

const passesIn = (xml: string) => [...xml.matchAll(/<settings pass="(\w+)"/g)].map(([, pass]) => pass)

test('a missing windowsPE pass is added first, once, only where asked', () => {
  const template = pe('amd64').replace('windowsPE', 'oobeSystem')
  expect(passesIn(render(template))).toEqual(['specialize', 'oobeSystem'])
  const added = render(template, { addWindowsPe: true })
  expect(passesIn(added)).toEqual(['windowsPE', 'specialize', 'oobeSystem'])
  expect(render(added, { commands: [], addWindowsPe: true })).toBe(added)
  const empty = template.replace('<settings', '<settings pass="windowsPE" />\n  <settings')
  expect(render(empty, { addWindowsPe: true })).toContain(
    '<settings pass="windowsPE">\n    <component name="Microsoft-Windows-Setup"',
  )
})

test('an answer file with nothing in it takes all that is planned', () => {
  const changes = {
    architectures: ['amd64'] as const,
    addWindowsPe: true,
    bundled: null,
    computerName: 'PC-1',
  }
  for (const template of [`<unattend xmlns="${UNATTEND}"/>`, `<unattend xmlns="${UNATTEND}">\n</unattend>`]) {
    const rendered = render(template, changes)
    expect(passesIn(rendered)).toEqual(['windowsPE', 'specialize'])
    expect(inspectAnswerFile(Buffer.from(rendered)).computerNames).toEqual([
      { architecture: 'amd64', computerName: 'PC-1' },
    ])
  }
})

test('commands of the windowsPE pass, and those of others with our description, are left alone', () => {
  const theirs = withOrders(1).replace('<Order>', '<Description>Import CBA Certificates</Description><Order>')
  expect(render(theirs)).toContain(
    '<Description>Import CBA Certificates</Description><Order>1</Order><Path>x</Path>',
  )
})

test('comments at the end of a line stay with what they speak of', () => {
  const template = pe('amd64').replace('</settings>\n', '</settings> <!-- windowsPE -->\r\n')
  expect(render(template)).toContain('</settings> <!-- windowsPE -->\n  <settings pass="specialize">')
})

test.each(['&lt;', '&amp;', '&#65;', '&', '&amp;lt;', 'a&b;c', '&quot;&apos;'])(
  '%j arrives as it is written',
  (path) => {
    const bytes = renderAnswerFile(readFileSync(new URL('../../templates/minimal.xml', import.meta.url)), {
      commands: [{ description: 'An escape', path }],
      computerName: null,
      architectures: null,
      addWindowsPe: false,
      bundled: null,
    })
    expect(inspectAnswerFile(bytes).commands.map((command) => command.path)).toEqual([path])
  },
)
