// What is wrong with the Windows on a stick, and whether it suits the stick's own answer file and PFX.
import { describe, expect, test } from 'vitest'
import { findInstaller } from '../../src/installer/installer.ts'
import { readMedium } from '../../src/media/disk-read.ts'
import { ANSWER_FILE, made, root } from '../support/broken-sticks.ts'
import { temporaryFolder } from '../support/folders.ts'
import { makeMedium, verifyFiles } from '../support/media.ts'
import { insertInstaller, type TestImage, wimBytes } from '../support/wim.ts'

type Changes = NonNullable<Parameters<typeof insertInstaller>[1]>
type Edit = (xml: string) => string

/** The verdict on jane's stick with that Windows on it. */
async function findingsOf(windows: Changes, edit: Edit = (xml) => xml, medium = made) {
  const folder = temporaryFolder()
  insertInstaller(folder, windows)
  const installer = { found: findInstaller(folder, readMedium(folder).paths) }
  const before = Buffer.from(medium.files.get(ANSWER_FILE) ?? []).toString()
  const files = new Map(medium.files).set(ANSWER_FILE, Buffer.from(edit(before)))
  return (await verifyFiles(files, { installer })).findings
}

const installing = (...images: readonly TestImage[]): Changes => ({
  'sources/install.wim': wimBytes({ images }),
})
const replacing = (text: string, other: string) => (xml: string) => {
  expect(xml).toContain(text)
  return xml.replace(text, other)
}
/** Written into windowsPE's Microsoft-Windows-Setup. */
const choosing = (key: string, value: string) =>
  replacing(
    '</UserData>',
    `</UserData><ImageInstall><OSImage><InstallFrom><MetaData xmlns:wcm="http://schemas.microsoft.com/WMIConfig/2002/State" wcm:action="add"><Key>${key}</Key><Value>${value}</Value></MetaData></InstallFrom></OSImage></ImageInstall>`,
  )
const withKey = (key: string) => (xml: string) => {
  const changed = xml.replace(
    /<ProductKey>[\s\S]*?<\/ProductKey>/,
    `<ProductKey><Key>${key}</Key></ProductKey>`,
  )
  expect(changed).not.toBe(xml)
  return changed
}
const inEnglish = replacing(
  '<settings pass="windowsPE">',
  '<settings pass="windowsPE"><component name="Microsoft-Windows-International-Core-WinPE" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS"><UILanguage>en-US</UILanguage></component>',
)
const PRO_KEY = 'VK7JG-NPHTM-C97JM-9MPGT-3V66T'

test('nothing is wrong with Windows 11 Pro in English on an amd64 stick', async () => {
  expect(await findingsOf({})).toEqual([])
  expect(await findingsOf({}, choosing('/IMAGE/NAME', 'windows 11 pro'))).toEqual([])
  expect(await findingsOf({}, choosing('/IMAGE/INDEX', '1'))).toEqual([])
  expect(await findingsOf({}, choosing('/image/description', 'Windows 11 Pro'))).toEqual([])
  expect(await findingsOf({}, withKey(PRO_KEY))).toEqual([])
  expect(await findingsOf(installing({ languages: ['de-DE', 'EN-us'] }), inEnglish)).toEqual([])
})

test('a stick with files only gets a note, and a zip, where nobody looked, none', async () => {
  const { findings } = await verifyFiles(made.files, { installer: { found: null } })
  expect(findings).toMatchObject(
    [{ code: 'no-installer', severity: 'note', message: /^files only: / }].map(anyText),
  )
  expect((await verifyFiles(made.files)).findings).toEqual([])
})

test('the names of Setup in boot.wim are not taken for what can be installed', async () => {
  const setup = { name: 'Microsoft Windows Setup (amd64)', edition: 'WindowsPE' }
  const windows = {
    'sources/install.wim': null,
    'sources/boot.wim': wimBytes({ images: [setup, setup] }),
  }
  const codes = async (edit: Edit) => (await findingsOf(windows, edit)).map(({ code }) => code)
  expect(await codes(choosing('/IMAGE/NAME', 'Windows 11 Pro'))).toEqual(['no-install-image'])
  expect(await codes(choosing('/IMAGE/INDEX', '6'))).toEqual(['no-install-image'])
  expect(await codes(withKey(PRO_KEY))).toEqual(['no-install-image'])
})

const ESD = wimBytes({ images: [{ name: 'Windows 11 Pro' }] })
const OLD = { build: 14_393 }

describe('a stick is found', () => {
  test.each<
    [name: string, windows: Changes, edit: Edit | null, code: string, severity: string, message: RegExp]
  >([
    [
      'without a UEFI loader',
      { 'efi/boot/bootx64.efi': null, bootmgr: null },
      null,
      'no-boot-loader',
      'error',
      /no device starts/,
    ],
    [
      'that starts without UEFI only',
      { 'efi/boot/bootx64.efi': null },
      null,
      'no-boot-loader',
      'warning',
      /set to start without UEFI/,
    ],
    [
      'with another architecture’s loader',
      { 'efi/boot/bootx64.efi': null, bootmgr: null, 'efi/boot/bootaa64.efi': 'MZ' },
      null,
      'no-boot-loader',
      'error',
      /bootx64\.efi was not found/,
    ],
    [
      'without boot.wim',
      { 'sources/boot.wim': null },
      null,
      'no-boot-image',
      'error',
      /Setup does not start/,
    ],
    [
      'with half of boot.wim',
      { 'sources/boot.wim': ESD.subarray(0, -9) },
      null,
      'image-damaged',
      'error',
      /boot\.wim was cut off/,
    ],
    [
      'without an image',
      { 'sources/install.wim': null },
      null,
      'no-install-image',
      'error',
      /no Windows to install/,
    ],
    [
      'with half of an image',
      { 'sources/install.wim': null, 'sources/install.esd': ESD.subarray(0, -9) },
      null,
      'image-damaged',
      'error',
      /install\.esd was cut off/,
    ],
    [
      'without the second part of an image',
      { 'sources/install.wim': null, 'sources/install.swm': wimBytes({ parts: 2 }) },
      null,
      'image-incomplete',
      'error',
      /install2\.swm was not found/,
    ],
    [
      'for ARM64 where the answer file is for amd64',
      { ...installing({ arch: 12 }), 'efi/boot/bootaa64.efi': 'MZ' },
      null,
      'wrong-architecture',
      'error',
      /is for amd64, but the stick installs Windows for arm64/,
    ],
    [
      'in another language',
      installing({ languages: ['de-DE', 'fr-FR'] }),
      inEnglish,
      'language-not-on-stick',
      'warning',
      /asks for the language en-US, but the stick has de-DE, fr-FR/,
    ],
    [
      'without the image that the answer file names',
      {},
      choosing('/IMAGE/NAME', 'Windows 10 Pro'),
      'image-not-on-stick',
      'error',
      /chooses \/IMAGE\/NAME "Windows 10 Pro", which the stick does not have; it has "Windows 11 Pro"/,
    ],
    [
      'without the image that it numbers',
      {},
      choosing('/IMAGE/INDEX', '6'),
      'image-not-on-stick',
      'error',
      /it has 1$/,
    ],
    [
      'without the edition of the key',
      installing({ edition: 'Education' }, { edition: 'EducationN' }),
      withKey(PRO_KEY),
      'edition-not-on-stick',
      'error',
      /is for Professional, but the stick has Education, EducationN/,
    ],
    ['older than its PFX', installing(OLD), null, 'pfx-too-new', 'error', /Windows 10 1607, build 14393/],
    [
      'of which some Windows is older than its PFX',
      installing(OLD, {}),
      null,
      'pfx-too-new',
      'warning',
      /Windows 10 1607/,
    ],
  ])('%s', async (_name, windows, edit, code, severity, message) => {
    const findings = await findingsOf(windows, edit ?? undefined)
    expect(findings).toMatchObject([{ code, severity, message: expect.stringMatching(message) }])
    expect(findings[0]?.hint).toMatch(/^\S.{3,}[^.]$/)
  })
})

test('a name with another kind of space is named as that', async () => {
  const windows = installing({ name: 'Windows\u00a011 Professionnel' })
  const [finding] = await findingsOf(windows, choosing('/IMAGE/NAME', 'Windows 11 Professionnel'))
  expect(finding).toMatchObject({
    code: 'image-not-on-stick',
    hint: expect.stringContaining('not the same characters'),
  })
})

test('an edition that InstallFrom chooses beside the key is a warning, and an evaluation counts as its edition', async () => {
  const both: Edit = (xml) => withKey(PRO_KEY)(choosing('/IMAGE/INDEX', '1')(xml))
  const findings = await findingsOf(installing({ edition: 'Enterprise' }), both)
  expect(findings).toMatchObject([{ code: 'edition-not-on-stick', severity: 'warning' }])
  const enterprise = withKey('XGVPP-NMH47-7TTHJ-W3FW7-8HV2C')
  expect(await findingsOf(installing({ edition: 'EnterpriseEval' }), enterprise)).toEqual([])
})

test('only the image that the answer file chooses has to read the PFX, and the legacy format is read by all', async () => {
  expect(await findingsOf(installing(OLD, { name: 'New' }), choosing('/IMAGE/NAME', 'New'))).toEqual([])
  const chosen = await findingsOf(installing({ ...OLD, name: 'Old' }, {}), choosing('/IMAGE/NAME', 'Old'))
  expect(chosen).toMatchObject([{ code: 'pfx-too-new', severity: 'error', subject: 'Certs/jane-cba.pfx' }])
  const legacy = makeMedium(root, { store: 'machine', pfx: 'legacy' })
  expect(await findingsOf(installing(OLD), undefined, legacy)).toEqual([])
})

test('Windows inside a disk image gets a note and no more', async () => {
  const diskImages = ['Win11.iso', 'Win10.iso']
  const installer = { found: { loaders: [], startsWithoutUefi: false, sources: [], diskImages } }
  const { findings } = await verifyFiles(made.files, { installer })
  expect(findings).toMatchObject([{ code: 'disk-image', severity: 'note', subject: 'Win11.iso' }])
})

test('a stick that installs Windows Home is warned of, where no other edition is chosen', async () => {
  const [home, single] = [{ edition: 'Core' }, { edition: 'CoreSingleLanguage' }]
  const homes = installing(home, single)
  expect(await findingsOf(homes)).toMatchObject([{ code: 'home-edition', severity: 'warning' }])
  expect(await findingsOf(installing(home, {}))).toEqual([])
  expect(await findingsOf(installing(home, {}), withKey(PRO_KEY))).toEqual([])
  const homeKey = withKey('YTMG3-N6DKC-DKB77-7M9GH-8HVX7')
  expect(await findingsOf(installing(home, {}), homeKey)).toMatchObject([{ code: 'home-edition' }])
  expect(await findingsOf(installing(home, {}), choosing('/IMAGE/INDEX', '1'))).toMatchObject([
    { code: 'home-edition' },
  ])
})

test('what the images do not say is not held against them', async () => {
  const xml = '<WIM><IMAGE INDEX="1"/></WIM>'
  expect(await findingsOf({ 'sources/install.wim': wimBytes({ xml }) }, withKey(PRO_KEY))).toEqual([])
})

test('a receipt’s accepted findings are notes', async () => {
  const folder = temporaryFolder()
  insertInstaller(folder, { 'sources/install.wim': null })
  const installer = { found: findInstaller(folder, readMedium(folder).paths) }
  const receipt = { ...made.receipt, accepted: ['no-install-image', 'pfx-too-new'] }
  const { findings } = await verifyFiles(made.files, { installer, receipt })
  expect(findings).toMatchObject([{ code: 'no-install-image', severity: 'note' }])
})

test('names from a stick are quoted without what a terminal obeys, and no more than a few of them', async () => {
  const images = Array.from({ length: 50 }, (_, index) => ({
    name: `\u202e${index} &#x9b;[2J`,
    languages: [`l${index}`],
  }))
  const edit: Edit = (xml) => inEnglish(choosing('/IMAGE/NAME', 'mine')(xml))
  const findings = await findingsOf(installing(...images), edit)
  expect(findings.map(({ code }) => code)).toEqual(['language-not-on-stick', 'image-not-on-stick'])
  for (const { message } of findings) {
    expect(message).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
    expect(message).toContain(' and 38 more')
    expect(message.length).toBeLessThan(600)
  }
})

function anyText<T extends { readonly message: RegExp }>(finding: T) {
  return { ...finding, message: expect.stringMatching(finding.message) }
}
