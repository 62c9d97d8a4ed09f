// Which releases of Node the program runs on: those that its libraries ask for, as `engines` in package.json says.
// main.ts calls this before anything else is loaded, so it has only syntax that Node 14 reads.

/** Major release → the oldest minor release of it. What is newer than all of them runs the program too. */
const OLDEST_MINOR: Readonly<Record<number, number>> = { 20: 17, 22: 13 }
const OLDEST_MAJOR_OF_ALL_MINORS = 24

/** One sentence, or null where the program runs. @param version as `process.versions.node` gives it */
export function nodeVersionProblem(version: string): string | null {
  const [major, minor] = version.split('.').map(Number)
  if (major === undefined || minor === undefined) return null
  if (major >= OLDEST_MAJOR_OF_ALL_MINORS) return null
  const oldest = OLDEST_MINOR[major]
  if (oldest !== undefined && minor >= oldest) return null
  return `certstick needs Node.js 20.17 or later 20.x, 22.13 or later 22.x, or 24 or later; this is Node.js ${version}`
}
