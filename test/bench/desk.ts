// Fresh folders to measure in: a root, and a table of so many users.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emptyFolder, PROGRAM } from '../support/cli.ts'

/** @param program of the edition that makes the root, and will be measured with it */
export function freshDesk(rootKey: string, program = PROGRAM): string {
  const cwd = emptyFolder()
  const args = [program, 'ca', 'create', '--key', rootKey, '--yes']
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return cwd
}

/** @returns its name */
export function writeTable(cwd: string, users: number): string {
  const name = `users-${users}.csv`
  const rows = Array.from({ length: users }, (_, i) => `user${i}@contoso.com,PC-${i}\n`)
  writeFileSync(join(cwd, name), `upn,device\n${rows.join('')}`)
  return name
}
