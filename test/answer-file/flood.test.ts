// The largest file that is read, full of what is wrong: checked in time that grows with the file and not with its square.
import { expect, test } from 'vitest'
import { checkAnswerFile, readAndCheck } from '../../src/answer-file/check.ts'
import { describeAnswerFile } from '../../src/answer-file/inspect.ts'
import { positionAt, positionsIn } from '../../src/answer-file/position.ts'
import { renderAnswerFile } from '../../src/answer-file/render.ts'

const BYTES = 4 * 1024 * 1024
/** A square of that length takes minutes; a second is usual. */
const PATIENCE_MS = 10_000

/** Time of the processor, because a busy machine is no fault of ours. */
function busyMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const inPass = (inner: string) => `<settings pass="specialize">${inner}</settings>`
const inDisk = (inner: string) =>
  `<settings pass="windowsPE"><component name="Microsoft-Windows-Setup" processorArchitecture="amd64"><Disk>${inner}</Disk></component></settings>`
const inComponent = (inner: string) =>
  inPass(`<component name="Microsoft-Windows-Deployment" processorArchitecture="amd64">${inner}</component>`)

const inShell = (inner: string) =>
  inPass(`<component name="Microsoft-Windows-Shell-Setup" processorArchitecture="amd64">${inner}</component>`)

function filled(one: string, around: (inner: string) => string = (inner) => inner): Uint8Array {
  const inner = around(one.repeat(Math.floor((BYTES - 1000) / Buffer.byteLength(one))))
  return Buffer.from(`<unattend xmlns="urn:schemas-microsoft-com:unattend">${inner}</unattend>`)
}

test.each([
  ['settings', filled('<settings pass="x"/>\r\n'), 'unknown-pass'],
  ['components', filled('<component/>\n', inPass), 'duplicate-component'],
  [
    'commands',
    filled('<RunSynchronousCommand/>\n', (all) => inComponent(`<RunSynchronous>${all}</RunSynchronous>`)),
    'order-missing',
  ],
  [
    'lists of commands',
    filled('<component name="Microsoft-Windows-Shell-Setup"><RunSynchronous/></component>', inPass),
    'commands-out-of-place',
  ],
  ['secrets', filled('<Path>net user a b /add</Path>', inComponent), 'secret-in-command'],
  ['disks', filled('<WillWipeDisk>true</WillWipeDisk>', inDisk), 'wipes-disk'],
  ['commands that erase', filled('<Path>select disk 0 clean</Path>', inDisk), 'wipes-disk'],
  [
    'partitions',
    filled('<CreatePartition><Type>EFI</Type></CreatePartition>', (all) =>
      inDisk(`<WillWipeDisk>true</WillWipeDisk>${all}`),
    ),
    'partition-unformatted',
  ],
  ['time zones', filled('<TimeZone>x</TimeZone>', inShell), 'time-zone-unknown'],
  ['settings', filled('<A/>', inComponent), 'setting-twice'],
  ['passwords', filled('<APassword>x</APassword>', inComponent), 'plain-text-password'],
] as const)(
  '4 MB of bad %s give a hundred findings and a count',
  (_, bytes, code) => {
    const begun = busyMs()
    const { file, findings } = readAndCheck(bytes)
    if (file !== null) describeAnswerFile(file)
    expect(busyMs() - begun).toBeLessThan(PATIENCE_MS)
    const found = findings.filter((finding) => finding.code === code)
    expect(found).toHaveLength(101)
    expect(found[100]?.more).toBeGreaterThan(10_000)
  },
  300_000,
)

test('4 MB of text beyond ASCII, nested deep, is read once', () => {
  const begun = busyMs()
  const bytes = filled('<a>ü</a>', (all) => inComponent(`${'<a>ü'.repeat(55)}${all}${'</a>'.repeat(55)}`))
  expect(checkAnswerFile(bytes).map(({ code }) => code)).toContain('non-ascii-text')
  expect(busyMs() - begun).toBeLessThan(PATIENCE_MS)
}, 300_000)

test.each([
  ['instructions that are never closed', '<?a ', (all: string) => all],
  ['comments inside CDATA', '<!--ü', (all: string) => inComponent(`<![CDATA[${all}]]>`)],
] as const)('4 MB of %s are read once', (_, one, around) => {
  const begun = busyMs()
  checkAnswerFile(filled(one, around))
  expect(busyMs() - begun).toBeLessThan(PATIENCE_MS)
})

test('4 MB on one long line take the commands in time that grows with the file', () => {
  const begun = busyMs()
  const template = filled('<A/>', (all) => `\n${inComponent(`\n<B/>${all}`)}`)
  const rendered = renderAnswerFile(template, {
    commands: [{ description: 'd', path: 'p' }],
    computerName: null,
    architectures: null,
    addWindowsPe: true,
    bundled: null,
  })
  expect(busyMs() - begun).toBeLessThan(PATIENCE_MS)
  expect(rendered.length).toBeGreaterThan(template.length)
})

test('a value as long as the file is shown in part', () => {
  const bytes = filled('x', (all) => `<settings pass="${all}"/>`)
  const finding = checkAnswerFile(bytes).find(({ code }) => code === 'unknown-pass')
  expect(finding?.message.length).toBeLessThan(500)
})

test('a position counts CR LF, LF and CR as one line end each', () => {
  const text = 'ab\r\nc\n\rde'
  const seen = Array.from({ length: text.length + 2 }, (_, offset) => positionsIn(text)(offset))
  expect(seen.map(({ line, column }) => `${line}:${column}`)).toEqual([
    '1:1',
    '1:2',
    '1:3',
    '1:4',
    '2:1',
    '2:2',
    '3:1',
    '4:1',
    '4:2',
    '4:3',
    '4:3',
  ])
  expect(positionAt('', 0)).toEqual({ line: 1, column: 1 })
})
