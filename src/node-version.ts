// The releases of Node that the program needs, the same as `engines` in package.json. main.ts calls this before it loads the
// rest, so this file uses only syntax that Node 14 can read.

/** Major release → its oldest minor release. */
const OLDEST_MINOR: Readonly<Record<number, number>> = { 20: 17, 22: 13 }
const OLDEST_MAJOR_OF_ALL_MINORS = 24

/** One sentence, or null if the version is new enough. @param version from `process.versions.node` */
export function nodeVersionProblem(version: string): string | null {
  const [major, minor] = version.split('.').map(Number)
  if (major === undefined || minor === undefined) return null
  if (major >= OLDEST_MAJOR_OF_ALL_MINORS) return null
  const oldest = OLDEST_MINOR[major]
  if (oldest !== undefined && minor >= oldest) return null
  return `certstick needs Node.js 20.17 or later 20.x, 22.13 or later 22.x, or 24 or later; this is Node.js ${version}`
}
