// Holds the table of messages against install.ps1: whatever the script can log, the reader knows.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { explainFailure } from '../../src/device-log/failures.ts'
import { meaningOf, readMessage } from '../../src/device-log/messages.ts'
import { SCRIPT_STEPS } from '../../src/script/script.ts'

const script = readFileSync(new URL('../../templates/install.ps1', import.meta.url), 'utf8')

const UNKNOWN = /certstick does not know/

/** What each expression in a message may be on a device. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  $name: ['unattend.xml', 'unattend-original.xml'],
  '${Location}': ['LocalMachine', 'CurrentUser'],
  $Steps: [SCRIPT_STEPS.join(' '), ...SCRIPT_STEPS],
  $Stage: ['C:\\ProgramData\\certstick'],
  $end: ['2026-12-01T08:15:00'],
  $UserPrincipalName: ["o'neil@yourdomain.com"],
  $_: ['Zugriff verweigert'],
  $mode: ['ConstrainedLanguage', 'RestrictedLanguage', 'NoLanguage'],
}

function filled(text: string): string[] {
  const [variable, values] = Object.entries(VALUES).find(([name]) => text.includes(name)) ?? []
  if (variable === undefined || values === undefined) return [text]
  return values.flatMap((value) => filled(text.replace(variable, value)))
}

/** The texts of all calls of `Write-Log`, without those of `Invoke-Program` and `catch`. */
const logged = [...script.matchAll(/Write-Log (?:'([^']*)'|"([^"]*)")/g)].map(([, a, b]) => a ?? b ?? '')
const whats = [...script.matchAll(/Invoke-Program '([^']+)' '(\w+\.exe)'/g)].map(
  ([, what = '', program = '']) => {
    return { what, program }
  },
)
const thrown = [...script.matchAll(/throw "([^"]+)"/g)].map(([, text]) => text ?? '')

test('the script is read: its calls are as many as they look', () => {
  expect(logged).toHaveLength([...script.matchAll(/Write-Log /g)].length)
  expect(whats).toHaveLength([...script.matchAll(/Invoke-Program /g)].length)
  expect(whats.length).toBeGreaterThan(4)
  expect(thrown).toHaveLength([...script.matchAll(/\bthrow \S/g)].length - 1) // but for Invoke-Program's own
})

describe('is known', () => {
  const messages = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: PowerShell
    ...logged.filter((text) => text !== '${What}: done').flatMap(filled),
    ...whats.map(({ what }) => `${what}: done`),
  ]
  test.each(messages)('%s', (message) => {
    const event = readMessage(message)
    expect(event.kind).not.toBe('unknown')
    expect(meaningOf(event)).toMatch(/^[a-z]/i)
  })

  const failures = [
    ...whats.flatMap(({ what, program }) =>
      ['80070005', '00000001'].map((code) => `${what}: ${program} ended with 0x${code}`),
    ),
    ...thrown.flatMap(filled),
  ]
  test.each(failures)('failed: %s', (error) => {
    expect(readMessage(`failed: ${error}`)).toEqual({ kind: 'failed', why: error })
    expect(explainFailure(error).why).not.toMatch(UNKNOWN)
    const { why, hint } = explainFailure(error)
    expect(why).toMatch(/^[a-zA-Z]/)
    expect(hint).toMatch(/^[a-z]/)
  })
})

test('nothing else is: not a message with more behind it, not one of another program', () => {
  for (const text of ['root certificate: done!', 'copies deleted ', '', 'imported', 'Failed: x']) {
    expect(readMessage(text)).toEqual({ kind: 'unknown' })
  }
})

test.each([
  [
    'Exception calling ".ctor" with "3" argument(s): "The specified network password is not correct.\r\n"',
    /does not open the PFX/,
  ],
  [
    'Ausnahme beim Aufrufen von ".ctor": "Das angegebene Netzwerkkennwort ist falsch."',
    /does not open the PFX/,
  ],
  ['"Could not find file \'C:\\ProgramData\\certstick\\jane-cba.password.txt\'."', /was not found/],
  ['"Die Datei "C:\\ProgramData\\certstick\\jane-cba.pfx" konnte nicht gefunden werden."', /was not found/],
  [
    "The process cannot access the file 'jane-cba.pfx' because it is being used by another process.",
    /had a file open/,
  ],
  ["Access to the path 'C:\\ProgramData\\certstick\\jane-cba.pfx' is denied.", /denied access/],
])('what Windows says is explained: %s', (error, why) => {
  expect(explainFailure(error).why).toMatch(why)
})

test('an error that the table does not have is explained as what it is', () => {
  expect(explainFailure('Der Vorgang wurde abgebrochen.').why).toMatch(UNKNOWN)
})
