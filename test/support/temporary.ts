// All temporary folders of a run lie in one, which goes when the run ends.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'certstick-run-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder // Windows reads the last two
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}
