// Reads a zip as verify does and says how it ended, and how much memory that took beside the program's own: JSON.
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { decodeZip } from '../../src/media/unzip.ts'

const zip = readFileSync(process.argv[2] ?? '')
const before = process.resourceUsage().maxRSS
const ending = await decodeZip(zip).then(
  (tree) => `${tree.size} files`,
  (error: Error) => error.message,
)
const kilobytes = process.resourceUsage().maxRSS - before
process.stdout.write(JSON.stringify({ ending, kilobytes }))
