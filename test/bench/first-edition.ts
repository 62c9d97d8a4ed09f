// What certstick's speed is held against: its first edition's own build, made here in a temporary worktree of this
// repository. Needs git, the history back to that commit, and npm with the packages of its lockfile.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const COMMIT = '7693e38'

let built: string | undefined

/** Built at the first call, removed when the process ends. @returns the path of its program */
export function firstEdition(): string {
  built ??= build()
  return built
}

function build(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'certstick-first-')), 'certstick')
  process.once('exit', () => {
    spawnSync('git', ['worktree', 'remove', '--force', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  run('git', ['worktree', 'add', '--detach', folder, COMMIT], '.')
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  run('npm', ['run', '--silent', 'build'], folder)
  return join(folder, 'dist', 'main.js')
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`)
}
