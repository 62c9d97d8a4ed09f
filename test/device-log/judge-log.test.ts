// Logs as devices bring them back, in every encoding, and what certstick says of them.
import { describe, expect, test } from 'vitest'
import { judgeLog } from '../../src/device-log/judge-log.ts'
import { readLog } from '../../src/device-log/read-log.ts'
import { reportLog } from '../../src/device-log/report.ts'

function log(...texts: readonly string[]): Buffer {
  return Buffer.from(texts.map((text, i) => `2026-11-28T08:15:0${i % 10} ${text}\r\n`).join(''))
}

const SETUP = [
  'steps: root machine user',
  'root certificate: done',
  'certificate imported into the store of LocalMachine',
  'copies for the first sign-in: done',
  'hive of the default user loaded: done',
  'entry in RunOnce: done',
  'hive of the default user unloaded: done',
]
const OTHER = 'the certificate is for another user: nothing was imported'
const CLOCK = [
  'task that deletes the copies: done',
  'the copies in C:\\ProgramData\\certstick will be deleted at 2026-12-01T08:15:00, in 72 hours, unless jane@yourdomain.com signs in before',
]
const USER = 'certificate imported into the store of CurrentUser'
const WRONG_PASSWORD = 'failed: The specified network password is not correct.'
const LIMITED =
  'failed: a policy of this device limits PowerShell to ConstrainedLanguage, which cannot import'

test.each([
  ['Setup that did all', SETUP, 'prepared', ['note sign-in-to-come']],
  ['Setup for the machine alone', ['steps: root machine', ...SETUP.slice(1, 3)], 'imported', []],
  ['Setup that was interrupted', SETUP.slice(0, 2), 'not-imported', ['error import-missing']],
  ['the same after the machine’s import', SETUP.slice(0, 3), 'machine-only', ['error import-missing']],
  ['the same after the copies', SETUP.slice(0, 5), 'machine-only', ['error import-missing']],
  ['Setup that was run again', [...SETUP.slice(0, 4), ...SETUP], 'prepared', ['note sign-in-to-come']],
  [
    'Setup whose import is a command',
    ['steps: wifi blank', 'Wi-Fi profile: done', 'password removed from unattend.xml'],
    'by-command',
    ['note import-not-logged'],
  ],
  [
    'a root that was refused',
    ['steps: root user', 'failed: root certificate: certutil.exe ended with 0x80070005'],
    'not-imported',
    ['error import-failed'],
  ],
  [
    'Setup that failed after the machine’s import',
    [...SETUP.slice(0, 3), 'failed: Access is denied.'],
    'machine-only',
    ['error import-failed'],
  ],
  ['the right user', [USER, 'copies deleted'], 'imported', []],
  [
    'a wrong user whose copies could not be deleted',
    [OTHER, ...CLOCK, 'entry in RunOnce: done', 'failed: Access is denied.'],
    'not-imported',
    ['error copies-left'],
  ],
  [
    'the same, and then Setup once more',
    [OTHER, ...CLOCK, SETUP[0] ?? '', 'failed: Access is denied.'],
    'not-imported',
    ['error import-failed'],
  ],
  [
    'the right user at the second try',
    ['entry in RunOnce: done', WRONG_PASSWORD, USER, 'copies deleted'],
    'imported',
    [],
  ],
  ['a wrong password', ['entry in RunOnce: done', WRONG_PASSWORD], 'not-imported', ['error import-failed']],
  ['a policy', ['entry in RunOnce: done', LIMITED], 'not-imported', ['error import-failed']],
  ['another user', [OTHER, ...CLOCK], 'not-imported', ['error other-user']],
  [
    'another user without a task',
    [
      OTHER,
      'entry in RunOnce: done',
      'failed: task that deletes the copies: schtasks.exe ended with 0x00000001',
    ],
    'not-imported',
    ['error other-user', 'warning copies-left'],
  ],
  [
    'another user, 72 hours later',
    [OTHER, ...CLOCK, 'copies deleted'],
    'not-imported',
    ['error deleted-unused'],
  ],
  [
    'copies that could not be deleted',
    [USER, 'entry in RunOnce: done', 'failed: The file is in use.'],
    'imported',
    ['warning copies-left'],
  ],
  [
    'copies that were deleted later',
    [USER, 'entry in RunOnce: done', 'failed: The file is in use.', 'copies deleted'],
    'imported',
    [],
  ],
  [
    'a password that stays',
    [...SETUP, "the password stays in the answer file's copies: Access is denied."],
    'prepared',
    ['note sign-in-to-come', 'warning password-left'],
  ],
  ['an empty log', [], 'not-imported', ['error import-missing']],
  ['another file', ['hello'], 'not-imported', ['error import-missing', 'note line-unknown']],
] as const)('%s', (_, texts, verdict, findings) => {
  const judged = judgeLog(log(...texts))
  expect(judged.verdict).toBe(verdict)
  expect(judged.findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(findings)
})

describe('in every encoding', () => {
  const text = log(USER, 'failed: Der Zugriff wurde verweigert: Müller').toString()
  const utf16be = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['the code page of Western Windows', Buffer.from(text, 'latin1')],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le')],
    ['UTF-16, big-endian', utf16be],
    ['UTF-16, big-endian, without a byte order mark', utf16be.subarray(2)],
    ['with line feeds alone', Buffer.from(text.replaceAll('\r\n', '\n'))],
  ])('%s', (_, bytes) => {
    expect(readLog(bytes)).toEqual([
      { line: 1, at: '2026-11-28T08:15:00', text: USER },
      { line: 2, at: '2026-11-28T08:15:01', text: 'failed: Der Zugriff wurde verweigert: Müller' },
    ])
  })
})

test('an error of several lines is one', () => {
  const bytes = Buffer.from(
    '2026-11-28T08:15:00 failed: Exception calling "Add":\r\n  "Keyset"\r\n\r\n2026-11-28T08:15:01 copies deleted',
  )
  expect(readLog(bytes).map(({ line, text }) => [line, text])).toEqual([
    [1, 'failed: Exception calling "Add": "Keyset"'],
    [4, 'copies deleted'],
  ])
})

describe('a hostile log', () => {
  test('sends nothing to the terminal that it would obey', () => {
    const bytes = log('failed: \u001b[2J\u202egpj.exe', `x\u0007${'y'.repeat(9000)}`, USER)
    expect(reportLog('a\u001b[31m.log', judgeLog(bytes))).not.toMatch(/[^\n\x20-\x7e]/)
  })

  test('of any size and content is read in a moment, and its end counts', () => {
    const started = performance.now()
    const flood = Buffer.from('x\n'.repeat(500_000))
    const lines = Buffer.from('2026-11-28T08:15:00 the copies in will be deleted at \n'.repeat(60_000))
    for (const bytes of [flood, lines, Buffer.alloc(4_000_000), Buffer.alloc(4_000_000, 0xff)]) {
      const { verdict, events } = judgeLog(Buffer.concat([bytes, Buffer.from('\n'), log(USER)]))
      expect(events.length).toBeLessThanOrEqual(10_000)
      expect(['imported', 'not-imported']).toContain(verdict)
    }
    expect(judgeLog(Buffer.concat([lines, log(USER)])).verdict).toBe('imported')
    expect(reportLog('flood', judgeLog(lines)).split('\n').length).toBeLessThan(400)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
