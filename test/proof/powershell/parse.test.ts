// Every script and every text of -Command, parsed by PowerShell's own parser; and its own checker of words for event 4104.
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { IMPORT_TABLE } from '../../../src/plan/import-table.ts'
import { commandLineToArgv } from '../../support/argv.ts'
import { makeMedium } from '../../support/media.ts'
import { makeRoot } from '../../support/roots.ts'
import { SUSPICIOUS_WORDS, suspiciousWords } from '../../support/suspicious-words.ts'
import { ask, testInPowerShell } from './engine.ts'

interface Parsed {
  readonly errors: readonly string[]
  readonly word: string | null
}

const root = makeRoot()

/** By name: what is rendered for every store, import mode, strictness and exportability, and the scripts of exports. */
function texts(): Map<string, string> {
  const found = new Map<string, string>()
  for (const { store, importMode } of IMPORT_TABLE) {
    for (const strictImport of importMode === 'script' ? [false, true] : [false]) {
      for (const exportable of [false, true]) {
        const name = `${store}, ${importMode}${strictImport ? ', strict' : ''}${exportable ? ', exportable' : ''}`
        const made = makeMedium(root, {
          upn: "o'brien#1@x.com",
          store,
          import: importMode,
          strictImport,
          exportable,
        })
        const script = made.files.get('Certs/install.ps1')
        if (script !== undefined) found.set(`install.ps1 for ${name}`, Buffer.from(script).toString('latin1'))
        for (const [i, { path }] of made.plan.answerFile.commands.entries())
          found.set(`command ${i + 1} for ${name}`, commandLineToArgv(path).at(-1) ?? '')
      }
    }
  }
  const folder = new URL('../../../templates/handover/', import.meta.url)
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.ps1')))
    found.set(name, readFileSync(new URL(name, folder), 'utf8'))
  return found
}

testInPowerShell('PowerShell’s parser finds no error in anything that is rendered', () => {
  const all = texts()
  expect([...all.keys()]).toEqual(expect.arrayContaining(['bind-certificate.ps1', 'post-profiles.ps1']))
  const parsed = ask('parse.ps1', [...all.values()]) as Parsed[]
  expect(parsed).toHaveLength(all.size)
  const wrong = [...all.keys()].filter((_, i) => parsed[i]?.errors.length !== 0)
  expect(wrong).toEqual([])
})

testInPowerShell('a parser that finds no error finds those that there are', () => {
  const [broken] = ask('parse.ps1', ["if ($true) { 'x"]) as Parsed[]
  expect(broken?.errors.length).toBeGreaterThan(0)
})

testInPowerShell('its checker finds what ours finds, in what is rendered and in each word by itself', () => {
  const samples = [
    ...texts().values(),
    ...SUSPICIOUS_WORDS.flatMap((word) => [
      word,
      `x${word.toUpperCase()}-y`,
      `[a]::${word}(1)`,
      `${word.slice(1)}`,
    ]),
    'remittance',
    'kernel32',
    'Get-Date; certutil.exe',
    ' Bypass ',
  ]
  const parsed = ask('parse.ps1', samples) as Parsed[]
  for (const [i, sample] of samples.entries()) {
    const ours = suspiciousWords(sample)
    const theirs = parsed[i]?.word ?? null
    expect({ sample, found: ours.length > 0 }).toEqual({ sample, found: theirs !== null })
    if (theirs !== null)
      expect(
        ours.map((word) => word.toLowerCase()),
        sample,
      ).toContain(theirs.toLowerCase())
  }
})
