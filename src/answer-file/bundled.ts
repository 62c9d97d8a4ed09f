// certstick's own answer files with the user's options filled in. The files are written for amd64 alone: a stick is for one
// device, and Windows 11 for ARM64 was seen to stop on files for several architectures.
import { GENERIC_PRO_KEY } from './generic-keys.ts'
import { ARCHITECTURES, type Architecture, COMPONENT_IDENTITY, type Pass, SHELL_SETUP } from './vocabulary.ts'

/** What the options fill in. Null: as the file has it. No value has a character that XML would need escaped. */
export interface BundledSettings {
  /** Of Windows Setup and of Windows: a language of the stick, such as de-DE. */
  readonly language: string | null
  /** Of dates and numbers, such as de-AT; null: that of the language. */
  readonly locale: string | null
  /** `InputLocale`; null: that of the locale. */
  readonly keyboard: string | null
  /** Windows's name of it. */
  readonly timeZone: string | null
  /** A key, or `generic`, or `firmware`. */
  readonly productKey: string | null
}

export const AS_WRITTEN: BundledSettings = {
  language: null,
  locale: null,
  keyboard: null,
  timeZone: null,
  productKey: null,
}

const WRITTEN_FOR: Architecture = 'amd64'

/** The file with these settings, and each component once for each of the architectures; amd64 where none was asked for. */
export function bundledFor(
  bytes: Uint8Array,
  architectures: readonly Architecture[] | null,
  settings: BundledSettings,
): Uint8Array {
  const asked = ARCHITECTURES.filter((one) => (architectures ?? [WRITTEN_FOR]).includes(one))
  const written = `processorArchitecture="${WRITTEN_FOR}"`
  const text = Buffer.from(bytes).toString('latin1') // all of it ASCII
  const filled = withTimeZoneAndKey(withKey(withLanguage(text, settings), settings), settings)
  const rewritten = filled.replace(COMPONENT, (one) =>
    asked.map((other) => one.replace(written, `processorArchitecture="${other}"`)).join(''),
  )
  return Buffer.from(rewritten, 'latin1')
}

const COMPONENT = /^ *<component [\s\S]*?<\/component>\n/gm

/**
 * Setup itself speaks that language too: `SetupUILanguage`.
 * @see https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/microsoft-windows-international-core-winpe
 */
function withLanguage(text: string, settings: BundledSettings): string {
  const before = /<UILanguage>([^<]+)</.exec(text)?.[1]
  const language = settings.language ?? before
  const locale = settings.locale ?? settings.language ?? before
  const keyboard = settings.keyboard ?? locale
  if (keyboard === undefined || [settings.language, settings.locale, settings.keyboard].every(isAbsent))
    return text
  const ofWindows = [
    ...line('InputLocale', keyboard),
    ...line('SystemLocale', locale),
    ...line('UILanguage', language),
    ...line('UserLocale', locale),
  ]
  const ofSetup =
    language === undefined
      ? []
      : ['<SetupUILanguage>', `  ${line('UILanguage', language)}`, '</SetupUILanguage>']
  const bare = text.replace(COMPONENT, (one) =>
    one.includes('Microsoft-Windows-International-Core') ? '' : one,
  )
  const inSetup = withComponent(
    bare,
    'windowsPE',
    component(`${INTERNATIONAL}-WinPE`, [...ofSetup, ...ofWindows]),
  )
  return withComponent(inSetup, 'oobeSystem', component(INTERNATIONAL, ofWindows))
}

const INTERNATIONAL = 'Microsoft-Windows-International-Core'

/** Which edition Setup installs, and with what key. */
function withKey(text: string, { productKey }: BundledSettings): string {
  if (productKey === null) return text
  const key = productKey === 'generic' ? GENERIC_PRO_KEY : productKey
  const lines =
    productKey === 'firmware'
      ? line('WillShowUI', 'Never')
      : [...line('Key', key), ...line('WillShowUI', 'OnError')]
  const indent = ' '.repeat(10)
  return text.replace(
    /<ProductKey>[\s\S]*?<\/ProductKey>/,
    ['<ProductKey>', ...lines.map((one) => indent + one), '        </ProductKey>'].join('\n'),
  )
}

/**
 * A key of one's own must stand in `specialize` too, where it activates Windows.
 * @see https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/microsoft-windows-shell-setup-productkey
 */
function withTimeZoneAndKey(text: string, { timeZone, productKey }: BundledSettings): string {
  const activates = productKey !== null && productKey !== 'generic' && productKey !== 'firmware'
  const lines = [
    ...line('ProductKey', activates ? productKey : undefined),
    ...line('TimeZone', timeZone ?? undefined),
  ]
  return lines.length === 0 ? text : withComponent(text, 'specialize', component(SHELL_SETUP, lines))
}

/** First in its pass, which is added where the file has none. */
function withComponent(text: string, pass: Pass, markup: string): string {
  const start = `  <settings pass="${pass}">\n`
  if (text.includes(start)) return text.replace(start, () => start + markup)
  const next = pass === 'specialize' && text.includes(OOBE) ? OOBE : '</unattend>'
  return text.replace(next, () => `${start}${markup}  </settings>\n${next}`)
}

const OOBE = '  <settings pass="oobeSystem">\n'

function component(name: string, lines: readonly string[]): string {
  const { publicKeyToken, language, versionScope } = COMPONENT_IDENTITY
  const attributes = `name="${name}" processorArchitecture="${WRITTEN_FOR}" publicKeyToken="${publicKeyToken}" language="${language}" versionScope="${versionScope}"`
  return [
    `    <component ${attributes}>`,
    ...lines.map((one) => `      ${one}`),
    '    </component>',
    '',
  ].join('\n')
}

function line(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`<${name}>${value}</${name}>`]
}

function isAbsent(value: string | null): boolean {
  return value === null
}
