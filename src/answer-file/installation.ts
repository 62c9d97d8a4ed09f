// What an answer file asks of the Windows installer that it runs with: languages, image, edition. Judges nothing.
import { commandArchitectures } from './architectures.ts'
import {
  type AnswerFile,
  architectureOf,
  childrenOf,
  type PlacedComponent,
  placedComponents,
} from './document.ts'
import { editionOfKey } from './generic-keys.ts'
import { type Architecture, SETUP } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** For the devices of one architecture. */
export interface AskedOfInstaller {
  readonly architecture: Architecture
  /** Each once, as written. */
  readonly languages: readonly string[]
  /** What chooses the image to install. */
  readonly image: readonly ImageChoice[]
  /** As an image's EDITIONID; null: no key that is known to stand for one edition. */
  readonly edition: string | null
}

export interface ImageChoice {
  readonly key: '/IMAGE/INDEX' | '/IMAGE/NAME' | '/IMAGE/DESCRIPTION'
  readonly value: string
}

/** Real files have one or two of each; no name in an image is longer. */
const MOST = 100
const MOST_CHARACTERS = 256

/** For each architecture that the file has commands for. */
export function describeInstallation({ root }: AnswerFile): AskedOfInstaller[] {
  return commandArchitectures(root).map((architecture) => {
    const setup = componentsFor(root, architecture).filter(
      ({ pass, name }) => pass === 'windowsPE' && name === SETUP,
    )
    const within = (...names: readonly string[]) =>
      setup.flatMap(({ component }) => descend(component, names))
    const keys = within('UserData', 'ProductKey', 'Key').map(({ text }) => editionOfKey(text))
    return {
      architecture,
      languages: languagesFor(root, architecture),
      image: within('ImageInstall', 'OSImage', 'InstallFrom', 'MetaData').slice(0, MOST).flatMap(readChoice),
      edition: keys.find((edition) => edition !== null) ?? null,
    }
  })
}

/** Where a language is chosen. ("UILanguage") */
const LANGUAGE_COMPONENT = /^Microsoft-Windows-International-Core(?:-WinPE)?$/

function languagesFor(root: XmlElement, architecture: Architecture): string[] {
  const written = componentsFor(root, architecture)
    .filter(({ name }) => LANGUAGE_COMPONENT.test(name))
    .flatMap(({ component }) => childrenOf(component, 'UILanguage'))
    .map(({ text }) => text.trim().slice(0, MOST_CHARACTERS))
  return [...new Set(written)].filter((language) => language !== '').slice(0, MOST)
}

function componentsFor(root: XmlElement, architecture: Architecture): PlacedComponent[] {
  return placedComponents(root).filter(({ component }) => architectureOf(component) === architecture)
}

function descend(element: XmlElement, names: readonly string[]): XmlElement[] {
  const [first, ...rest] = names
  return first === undefined ? [element] : childrenOf(element, first).flatMap((child) => descend(child, rest))
}

const CHOICE_KEYS = ['/IMAGE/INDEX', '/IMAGE/NAME', '/IMAGE/DESCRIPTION'] as const

function readChoice(metaData: XmlElement): ImageChoice[] {
  const textOf = (name: string) =>
    (childrenOf(metaData, name)[0]?.text ?? '').trim().slice(0, MOST_CHARACTERS)
  const key = CHOICE_KEYS.find((known) => known === textOf('Key').toUpperCase())
  const value = textOf('Value')
  return key === undefined || value === '' ? [] : [{ key, value }]
}
