import { expect, test } from 'vitest'
import { scheduleLines } from '../../../src/cli/crl/schedule.ts'

const schedule = { caFolder: '/ca', copyTo: '/srv/www', passphraseFile: null, days: 30, platform: 'linux' }

test('runs twice before a list ends', () => {
  expect(scheduleLines(schedule)).toContain('  OnCalendar=Mon 03:00')
  expect(scheduleLines({ ...schedule, days: 7 })).toContain('  OnCalendar=03:00')
})

test('quotes paths with spaces, for each system', () => {
  const [, , posix] = scheduleLines({ ...schedule, caFolder: '/my ca', passphraseFile: '/k/p' })
  expect(posix).toBe(
    "  ExecStart=/usr/bin/env certstick crl --yes --ca '/my ca' --ca-passphrase-file /k/p --copy-to /srv/www --days 30",
  )
  const windows = { ...schedule, caFolder: 'C:\\My CA\\ca', copyTo: 'D:\\www', platform: 'win32' }
  expect(scheduleLines(windows)[1]).toBe(
    '  schtasks /create /tn "certstick CRL" /sc weekly /d MON /st 03:00 /tr "certstick crl --yes --ca \\"C:\\My CA\\ca\\" --copy-to D:\\www --days 30"',
  )
})
