// What the event log gets to see: which scripts PowerShell writes down unasked, and that no such text holds the password.
import { describe, expect, test } from 'vitest'
import { IMPORT_TABLE } from '../../src/plan/import-table.ts'
import { Secret } from '../../src/secret.ts'
import { commandLineToArgv } from '../support/argv.ts'
import { makeMedium } from '../support/media.ts'
import { encodingsOf } from '../support/password-encodings.ts'
import { makeRoot } from '../support/roots.ts'
import { suspiciousWords } from '../support/suspicious-words.ts'

/** With letters that every encoding shows, and none that a word of PowerShell's list has by chance. */
const password = new Secret('Zebra-7 größe & Zaun')
const root = makeRoot()

describe.each(IMPORT_TABLE)('for $store, $importMode', ({ store, importMode }) => {
  const strictImport = importMode === 'script'
  const { files, plan } = makeMedium(root, { store, import: importMode, password, strictImport })

  test('the script, where there is one, holds one listed word, and no password in any encoding', () => {
    const script = Buffer.from(files.get('Certs/install.ps1') ?? [])
    expect(suspiciousWords(script.toString('latin1'))).toEqual(script.length > 0 ? ['Cryptography'] : [])
    expect(encodingsOf(password.reveal()).filter(({ bytes }) => script.includes(bytes))).toEqual([])
  })

  test('no text of -Command holds a listed word', () => {
    for (const { path } of plan.answerFile.commands) {
      const text = commandLineToArgv(path).at(-1) ?? ''
      expect(text.startsWith('foreach(')).toBe(true)
      expect(suspiciousWords(text)).toEqual([])
    }
  })
})

test('the list is looked up as PowerShell does: letters and hyphens, in any case, within longer words', () => {
  expect(suspiciousWords('powershell -ExecutionPolicy BYPASS')).toEqual(['Bypass'])
  expect(suspiciousWords('[Convert]::FromBase64String')).toEqual([]) // its digits part it
  expect(suspiciousWords('remittance; add-type; kernel32; Bypass1')).toEqual(['Add-Type', 'Emit', 'Bypass'])
  expect(suspiciousWords('Get-Date; certutil.exe')).toEqual([])
})
