// Fresh folders to measure in: a root, and a table of so many users.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certstick, emptyFolder } from '../support/cli.ts'

export function freshDesk(rootKey: string): string {
  const cwd = emptyFolder()
  const { status, stderr } = certstick(['ca', 'create', '--key', rootKey, '--yes'], { cwd })
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
