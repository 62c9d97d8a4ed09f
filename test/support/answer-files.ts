// Random answer files out of the shapes that the schema allows, in the many ways in which people write them.
import fc from 'fast-check'

/** How one author writes XML. */
interface Hand {
  readonly newline: string
  readonly unit: string
  readonly oneLine: boolean
  /** Prefix of the answer file's namespace, with its colon, or empty. */
  readonly prefix: string
  readonly wcm: { readonly prefix: string; readonly declaredOn: 'root' | 'component' | 'nowhere' }
  /** How an element without children is closed. */
  readonly empty: '/>' | ' />' | 'pair' | 'spread'
  readonly encoding: 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be'
}

interface Component {
  readonly name: string
  readonly architecture: string
  readonly list: 'absent' | 'present'
  readonly commands: readonly { readonly order: number; readonly path: string; readonly cdata: boolean }[]
  readonly computerName: string | null
  readonly comment: boolean
}

interface Pass {
  readonly pass: string
  readonly components: readonly Component[]
}

const hand: fc.Arbitrary<Hand> = fc.record({
  newline: fc.constantFrom('\n', '\r\n'),
  unit: fc.constantFrom('', ' ', '  ', '\t', '    '),
  oneLine: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  prefix: fc.constantFrom('', '', 'u:'),
  wcm: fc.record({
    prefix: fc.constantFrom('wcm', 'wcm', 'w'),
    declaredOn: fc.constantFrom('root', 'component', 'nowhere'),
  }),
  empty: fc.constantFrom('/>', ' />', 'pair', 'spread'),
  encoding: fc.constantFrom('utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be'),
})

const command = fc.record({
  order: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 495, max: 500 })),
  path: fc.stringMatching(/^cmd \/c [a-z<&>ü"' ]{0,20}[a-z]$/),
  cdata: fc.boolean(),
})

const component: fc.Arbitrary<Component> = fc.record({
  name: fc.constantFrom(
    'Microsoft-Windows-Deployment',
    'Microsoft-Windows-Shell-Setup',
    'Microsoft-Windows-Setup',
  ),
  architecture: fc.constantFrom('amd64', 'arm64', 'x86', 'wow64'),
  list: fc.constantFrom('absent', 'present'),
  commands: fc.uniqueArray(command, { selector: ({ order }) => order, maxLength: 3 }),
  computerName: fc.constantFrom(null, '*', 'OLD-NAME'),
  comment: fc.boolean(),
})

const components = fc.uniqueArray(component, {
  selector: ({ name, architecture }) => `${name} ${architecture}`,
  maxLength: 4,
})

const passes: fc.Arbitrary<readonly Pass[]> = fc
  .tuple(
    fc.shuffledSubarray(['windowsPE', 'offlineServicing', 'specialize', 'auditUser', 'oobeSystem'], {
      minLength: 1,
    }),
    fc.array(components, { minLength: 5, maxLength: 5 }),
  )
  .map(([names, contents]) => names.map((pass, i) => ({ pass, components: contents[i] ?? [] })))

/** Well-formed answer files, each for at least one architecture that runs commands. */
export const answerFiles: fc.Arbitrary<Buffer> = fc
  .tuple(hand, passes)
  .filter(([, all]) => all.some((pass) => pass.components.some((c) => c.architecture !== 'wow64')))
  .map(([written, all]) => encode(writeFile(written, all), written.encoding))

type Write = (name: string, attributes: string, children: readonly string[] | string, depth: number) => string

function writeFile(by: Hand, all: readonly Pass[]): string {
  const line = (depth: number) => (by.oneLine ? '' : by.newline + by.unit.repeat(depth))
  const write: Write = (name, attributes, children, depth) => {
    const open = `<${by.prefix}${name}${attributes}`
    const close = `</${by.prefix}${name}>`
    if (typeof children === 'string') return `${open}>${children}${close}`
    if (children.length > 0)
      return `${open}>${children.map((c) => line(depth + 1) + c).join('')}${line(depth)}${close}`
    if (by.empty === 'pair') return `${open}>${close}`
    return by.empty === 'spread' ? `${open}>${line(depth)}${close}` : `${open}${by.empty}`
  }
  const wcm = ` xmlns:${by.wcm.prefix}="http://schemas.microsoft.com/WMIConfig/2002/State"`
  const xmlns = ` xmlns${by.prefix === '' ? '' : ':u'}="urn:schemas-microsoft-com:unattend"`
  const settings = all.map(({ pass, components: inside }) =>
    write(
      'settings',
      ` pass="${pass}"`,
      inside.map((c) => writeComponent(by, write, c)),
      1,
    ),
  )
  const declared = by.encoding.startsWith('utf-16') ? 'utf-16' : 'utf-8'
  return [
    `<?xml version="1.0" encoding="${declared}"?>${line(0)}`,
    write('unattend', xmlns + (by.wcm.declaredOn === 'root' ? wcm : ''), settings, 0),
    by.oneLine ? '' : by.newline,
  ].join('')
}

function writeComponent(by: Hand, write: Write, { name, architecture, ...inside }: Component): string {
  const wcm = by.wcm.declaredOn === 'component'
  const action = by.wcm.declaredOn === 'nowhere' ? '' : ` ${by.wcm.prefix}:action="add"`
  const commands = inside.commands.map(({ order, path, cdata }) => {
    const text = cdata ? `<![CDATA[${path}]]>` : path.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return write(
      'RunSynchronousCommand',
      action,
      [write('Order', '', String(order), 5), write('Path', '', text, 5)],
      4,
    )
  })
  return write(
    'component',
    ` name="${name}" processorArchitecture="${architecture}" publicKeyToken="31bf3856ad364e35" language="neutral"` +
      (wcm ? ` xmlns:${by.wcm.prefix}="http://schemas.microsoft.com/WMIConfig/2002/State"` : ''),
    [
      ...(inside.computerName === null ? [] : [write('ComputerName', '', inside.computerName, 3)]),
      ...(inside.list === 'absent' ? [] : [write('RunSynchronous', '', commands, 3)]),
      ...(inside.comment ? ['<!-- größe & -->'] : []),
    ],
    2,
  )
}

function encode(text: string, encoding: Hand['encoding']): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text)
  if (encoding === 'utf-8 with mark') return Buffer.from(`\uFEFF${text}`)
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return encoding === 'utf-16le' ? bytes : bytes.swap16()
}
