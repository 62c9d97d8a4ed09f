// The npm packages that went into a bundle, and what their licences say: for the build and for the executables.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Packages whose tables are copied into src/. */
const COPIED = ['node_modules/cldr-core', 'node_modules/windows-locale']

/** @param sources absolute paths @returns the folder, from the root on, and package.json of every package, sorted by folder */
export function packagesOf(sources) {
  const files = sources.filter((path) => !path.startsWith('\0')) // what the bundler made up is no file
  const bundled = files.map((path) => relative('', path).replaceAll('\\', '/'))
  const folders = new Set(
    [...bundled, ...COPIED].flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  )
  return [...folders]
    .sort()
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
}

/** Name, version and licence text of each package. */
export function licencesOf(packages) {
  return packages.map(licenceOf).join(`\n\n${'-'.repeat(80)}\n\n`)
}

function licenceOf({ folder, name, version, license, author }) {
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
  const found = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return [
    `${name} ${version}, licence ${license}`,
    ...(found.length > 0 ? found : [`By ${author?.name ?? author}`]),
  ].join('\n\n')
}
