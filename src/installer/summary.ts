// What a Windows installer holds, in words: for `verify`, and where a stick is to be chosen. Texts come from the stick.
import { type Installer, imagesOf, installImagesOf } from './installer.ts'
import { windowsName, windowsVersion } from './windows-version.ts'

export interface InstallerSummary {
  /** Such as `Windows 11 24H2 or 25H2, build 26100.1742`; one for each that differs. */
  readonly windows: readonly string[]
  readonly architectures: readonly string[]
  readonly languages: readonly string[]
  /** As Setup shows them. */
  readonly editions: readonly string[]
}

export function summarize(installer: Installer): InstallerSummary {
  const images = imagesOf(installer)
  const distinct = (values: readonly (string | null)[]) =>
    [...new Set(values)].filter((value) => value !== null && value !== '').map(String)
  return {
    windows: distinct(images.map(windowsVersion)),
    architectures: distinct(images.map(({ architecture }) => architecture)),
    languages: distinct(images.flatMap(({ languages }) => languages)),
    editions: distinct(
      installImagesOf(installer).map(({ displayName, name }) => (displayName === '' ? name : displayName)),
    ),
  }
}

/** A few words, where there is little room. */
export function shortSummary(installer: Installer): string {
  if (installer.diskImages.length > 0) return `Windows perhaps inside ${named(installer.diskImages)}`
  const { architectures, languages } = summarize(installer)
  const names = [...new Set(imagesOf(installer).map(windowsName))]
  return [names, architectures, languages]
    .map(named)
    .filter((part) => part !== '')
    .join(', ')
}

const MOST_NAMED = 6

/** One line each. */
export function installerRows(installer: Installer | null): [string, string][] {
  if (installer === null) return [['Windows', 'none: files only']]
  const { diskImages } = installer
  if (diskImages.length > 0) return [['Windows', `perhaps inside ${named(diskImages)}, not looked into`]]
  const { windows, architectures, languages, editions } = summarize(installer)
  const parts = [windows, architectures, languages].map(named).filter((part) => part !== '')
  return [
    ['Windows', parts.length === 0 ? 'an installer whose images cannot be read' : parts.join('; ')],
    ...(editions.length === 0 ? [] : [['editions', named(editions)] satisfies [string, string]]),
  ]
}

function named(values: readonly string[]): string {
  const more = values.length > MOST_NAMED ? ` and ${values.length - MOST_NAMED} more` : ''
  return `${values.slice(0, MOST_NAMED).join(', ')}${more}`
}
