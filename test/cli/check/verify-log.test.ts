// `certstick verify --log` as it is run, on logs that the script wrote.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { certstick, runCommand } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/folders.ts'

function folderWithLog(...texts: readonly string[]): string {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'certstick.log'), texts.map((text) => `2026-11-28T08:15:00 ${text}\r\n`).join(''))
  return cwd
}

const IMPORTED = ['certificate imported into the store of CurrentUser', 'copies deleted']
const FAILED = ['entry in RunOnce: done', 'failed: The specified network password is not correct.']

test('an import that succeeded ends with 0, and each line is explained', () => {
  const { status, stdout } = certstick(['verify', '--log', 'certstick.log'], {
    cwd: folderWithLog(...IMPORTED),
  })
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: [
      'certstick.log: the certificate was imported.',
      '',
      '  2026-11-28T08:15:00  the certificate was imported for the user',
      '  2026-11-28T08:15:00  PFX, password and script were deleted from ProgramData',
      '',
    ].join('\n'),
  })
})

test('an import that failed ends with 3, and it is said what to do', async () => {
  const cwd = folderWithLog(...FAILED)
  const { status, stdout } = await runCommand(['verify', '--log', 'certstick.log'], { cwd })
  expect(status).toBe(3)
  expect(stdout).toContain('certstick.log: the certificate was not imported.')
  expect(stdout).toContain('error: import-failed (line 2): the password file does not open the PFX')
  expect(stdout).toContain('hint: check the stick with certstick verify')
})

test('--json has the same for scripts', async () => {
  const { status, stdout } = await runCommand(['verify', '--log', 'certstick.log', '--json'], {
    cwd: folderWithLog(...FAILED),
  })
  expect(status).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject({
    log: 'certstick.log',
    verdict: 'not-imported',
    events: [
      { line: 1, at: '2026-11-28T08:15:00', kind: 'run-once', text: 'entry in RunOnce: done' },
      { line: 2, kind: 'failed', why: 'The specified network password is not correct.' },
    ],
    findings: [{ severity: 'error', code: 'import-failed', line: 2 }],
  })
})

test.each([
  [['verify'], "missing required argument 'path|name'"],
  [['verify', 'LAPTOP-01', '--log', 'certstick.log'], 'a path and --log cannot go together'],
  [['verify', '--log', 'none.log'], 'cannot read none.log: not found'],
  [['verify', '--log', '.'], 'cannot read .: it is a folder'],
])('certstick %s is refused', async (args, message) => {
  const { status, stderr } = await runCommand(args, { cwd: folderWithLog() })
  expect(status).toBe(2)
  expect(stderr).toContain(message)
  expect(stderr).toContain('hint: ')
})
