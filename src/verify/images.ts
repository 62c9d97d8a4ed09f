// Checks the Windows that a stick installs against the answer file and the PFX: architecture, language, edition, image, age.
// Texts of images come from the stick: they are quoted as `shown`.
import type { AskedOfInstaller, ImageChoice } from '../answer-file/installation.ts'
import { isPlaceholder } from '../answer-file/placeholder.ts'
import type { Architecture } from '../answer-file/vocabulary.ts'
import type { Finding } from '../finding.ts'
import { type Installer, imagesOf, installImagesOf } from '../installer/installer.ts'
import type { WindowsImage } from '../installer/wim-xml.ts'
import { windowsVersion } from '../installer/windows-version.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { shown } from '../screen-text.ts'
import { toFinding } from './faults.ts'

/** What the stick's own files ask of the installer. */
export interface SuitedTo {
  /** By the answer file, for each architecture that it has commands for; empty where it cannot be read. */
  readonly asked: readonly AskedOfInstaller[]
  /** Paths of PFX files in the modern format. */
  readonly modernPfxFiles: readonly string[]
}

/** Images that cannot be read are reported by other checks. */
export function checkImages(installer: Installer, suitedTo: SuitedTo): Finding[] {
  const images = imagesOf(installer)
  return [
    ...checkArchitecture(images, suitedTo),
    ...suitedTo.asked.flatMap((asked) => [
      ...checkLanguages(imagesFor(images, asked), asked),
      ...checkChosen(imagesFor(installImagesOf(installer), asked), asked),
    ]),
    ...checkPfxAge(images, suitedTo),
  ]
}

/** Those for the devices that the answer file asks for. */
function imagesFor(images: readonly WindowsImage[], asked: AskedOfInstaller): readonly WindowsImage[] {
  return images.filter(({ architecture }) => architecture === null || architecture === asked.architecture)
}

function checkArchitecture(images: readonly WindowsImage[], { asked }: SuitedTo): Finding[] {
  const there = architecturesOf(images)
  const wanted = asked.map(({ architecture }) => architecture)
  if (there.length === 0 || wanted.length === 0) return []
  if (there.some((architecture) => wanted.includes(architecture))) return []
  const [ours, its] = [wanted.join(' and '), there.join(' and ')]
  return [
    toFinding({
      code: 'wrong-architecture',
      subject: MEDIA_PATHS.answerFile,
      message: `the answer file is for ${ours}, but the stick installs Windows for ${its}: its settings and commands would not run`,
      hint: `recreate the stick with --architecture ${there[0]}, or take a stick with Windows for ${ours}`,
    }),
  ]
}

function checkChosen(images: readonly WindowsImage[], asked: AskedOfInstaller): Finding[] {
  if (images.length === 0) return []
  return [...checkChoices(images, asked), ...checkEdition(images, asked), ...checkHome(images, asked)]
}

/** Setup of Windows 11 24H2 and later then asks for the language. (unattend-generator#64, #170) */
function checkLanguages(images: readonly WindowsImage[], { languages }: AskedOfInstaller): Finding[] {
  const there = distinct(images.flatMap((image) => image.languages))
  if (there.length === 0) return []
  return languages
    .filter((language) => !isPlaceholder(language) && !there.some((other) => isSame(other, language)))
    .map((language) =>
      toFinding({
        code: 'language-not-on-stick',
        severity: 'warning',
        subject: MEDIA_PATHS.answerFile,
        message: `the answer file asks for the language ${shown(language)}, but the stick has ${listed(there)}: Setup may stop and ask`,
        hint: 'take Windows in that language, or another UILanguage in the answer file',
      }),
    )
}

function chosenBy(image: WindowsImage, { key }: ImageChoice): string {
  if (key === '/IMAGE/INDEX') return String(image.index)
  return key === '/IMAGE/NAME' ? image.name : image.description
}

/** Setup then shows the list of editions and waits. (kitknox/winode#10) */
function checkChoices(images: readonly WindowsImage[], { image: choices }: AskedOfInstaller): Finding[] {
  return choices
    .filter((choice) => !isPlaceholder(choice.value))
    .filter((choice) => !images.some((image) => isSame(chosenBy(image, choice), choice.value)))
    .map((choice) => {
      const there = distinct(images.map((image) => chosenBy(image, choice)))
      const near = there.find((value) => plain(value) === plain(choice.value))
      return toFinding({
        code: 'image-not-on-stick',
        subject: MEDIA_PATHS.answerFile,
        message: `the answer file chooses ${choice.key} ${shown(choice.value)}, which the stick does not have; it has ${listed(there)}`,
        hint:
          near === undefined
            ? 'choose one of these, or delete InstallFrom and let the product key choose the edition'
            : `write ${shown(near)} with just the spaces that the stick has; they are not the same characters`,
      })
    })
}

/** A known key of an edition that is not there ends Setup; beside InstallFrom the key may be for later. */
function checkEdition(images: readonly WindowsImage[], { edition, image }: AskedOfInstaller): Finding[] {
  const there = distinct(images.map((one) => one.edition.replace(/Eval$/, '')))
  if (edition === null || there.length === 0 || there.includes(edition)) return []
  return [
    toFinding({
      code: 'edition-not-on-stick',
      severity: image.length === 0 ? 'error' : 'warning',
      subject: MEDIA_PATHS.answerFile,
      message: `the product key in the answer file is for ${edition}, but the stick has ${listed(there)}`,
      hint: 'take the key of an edition that is on the stick, or a stick with that edition',
    }),
  ]
}

/** Home, by the names that images have for it. */
const HOME = /^Core(?:N|SingleLanguage|CountrySpecific)?$/

/** "Windows Home" has no "work or school" at its first page: only Pro, Education and Enterprise join Entra ID. */
function checkHome(images: readonly WindowsImage[], asked: AskedOfInstaller): Finding[] {
  const named = chosenOf(images, [asked]).filter(({ edition }) => edition !== '')
  const ofKey = named.filter(({ edition }) => edition === asked.edition)
  const installed = ofKey.length === 0 ? named : ofKey
  if (installed.length === 0 || !installed.every(({ edition }) => HOME.test(edition))) return []
  return [
    toFinding({
      code: 'home-edition',
      severity: 'warning',
      subject: MEDIA_PATHS.answerFile,
      message:
        'this stick installs Windows Home, which cannot join Entra ID: nobody signs in with a work account',
      hint: 'take Windows Pro, Education or Enterprise',
    }),
  ]
}

/** The first that reads AES-256 and SHA-256: Windows 10 1809 and Windows Server 2019. */
const MODERN_PFX_BUILD = 17_763

function checkPfxAge(images: readonly WindowsImage[], { asked, modernPfxFiles }: SuitedTo): Finding[] {
  const dated = chosenOf(images, asked).filter(({ build }) => build !== null)
  const old = dated.filter(({ build }) => build !== null && build < MODERN_PFX_BUILD)
  const [first] = old
  if (first === undefined) return []
  return modernPfxFiles.map((path) =>
    toFinding({
      code: 'pfx-too-new',
      severity: old.length === dated.length ? 'error' : 'warning',
      subject: path,
      message: `${shown(path)} is in the modern format, which ${windowsVersion(first)} refuses as a wrong password`,
      hint: 'recreate the stick with --pfx legacy, or take Windows 10 1809, Windows Server 2019 or later',
    }),
  )
}

/** Those that the answer file chooses; all if it chooses none of them. */
function chosenOf(
  images: readonly WindowsImage[],
  asked: readonly AskedOfInstaller[],
): readonly WindowsImage[] {
  const choices = asked.flatMap(({ image }) => image)
  const chosen = images.filter((image) =>
    choices.every((choice) => isSame(chosenBy(image, choice), choice.value)),
  )
  return chosen.length === 0 ? images : chosen
}

/** Those that the images are for. */
export function architecturesOf(images: readonly WindowsImage[]): Architecture[] {
  return [...new Set(images.flatMap(({ architecture }) => (architecture === null ? [] : [architecture])))]
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '')
}

const MOST_NAMED = 12

function listed(values: readonly string[]): string {
  if (values.length === 0) return 'none'
  const more = values.length > MOST_NAMED ? ` and ${values.length - MOST_NAMED} more` : ''
  return `${values.slice(0, MOST_NAMED).map(shown).join(', ')}${more}`
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** With one kind of space: French images have no-break spaces in their names. (SurfaceDeploymentAccelerator#87) */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').toLowerCase()
}
