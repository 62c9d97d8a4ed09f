import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { TABLE } from '../../src/answer-file/time-zones.ts'
import type { Problem } from '../../src/errors.ts'
import {
  LANGUAGES,
  LOCALES,
  readKeyboard,
  readLanguage,
  readLocale,
  readProductKey,
  readTimeZone,
} from '../../src/request/regions.ts'

const load = createRequire(import.meta.url)

function read(reader: (text: string, problems: Problem[]) => string | null, text: string) {
  const problems: Problem[] = []
  const value = reader(text, problems)
  return problems.length === 0 ? value : problems.map(({ field, message }) => `${field}: ${message}`)
}

test('the time zones are those of CLDR', () => {
  const { supplemental } = load('cldr-core/supplemental/windowsZones.json')
  const zones = new Map<string, Set<string>>()
  for (const { mapZone } of supplemental.windowsZones.mapTimezones) {
    const names = zones.get(mapZone._other) ?? new Set()
    for (const name of mapZone._type.split(' ')) names.add(name)
    zones.set(mapZone._other, names)
  }
  const expected = [...zones].map(([windows, names]) => `${windows}=${[...names].join(' ')}`)
  expect(TABLE.trim().split('\n')).toEqual(expected)
  expect(expected.length).toBeGreaterThan(130)
})

test('the locales are those of Windows', () => {
  const table: Record<string, { tag: string }> = load('windows-locale')
  const tags = new Set(Object.values(table).map(({ tag }) => tag))
  expect(new Set(LOCALES)).toEqual(new Set([...tags].filter((tag) => tag.includes('-'))))
  expect(LANGUAGES.filter((language) => !tags.has(language))).toEqual([])
})

test('a time zone is given by either name, in any case', () => {
  expect(read(readTimeZone, 'Europe/Berlin')).toBe('W. Europe Standard Time')
  expect(read(readTimeZone, 'w. europe standard time')).toBe('W. Europe Standard Time')
  expect(read(readTimeZone, 'UTC')).toBe('UTC')
  expect(read(readTimeZone, 'Mars/Olympus')).toEqual(['timeZone: Mars/Olympus is not a time zone'])
})

test('languages, locales and keyboards are spelled as Windows spells them', () => {
  expect(read(readLanguage, 'DE-de')).toBe('de-DE')
  expect(read(readLanguage, 'de-AT')).toEqual(['language: de-AT is not a language that Windows comes in'])
  expect(read(readLocale, 'de-at')).toBe('de-AT')
  expect(read(readKeyboard, 'de-ch; 0409:00020409')).toBe('de-CH;0409:00020409')
  expect(read(readKeyboard, '00000407')).toEqual(['keyboard: 00000407 is not a keyboard of Windows'])
})

test('a product key has five groups, and one that has not is not repeated', () => {
  expect(read(readProductKey, 'Generic')).toBe('generic')
  expect(read(readProductKey, 'abcde-fghij-klmno-pqrst-uvwxy')).toBe('ABCDE-FGHIJ-KLMNO-PQRST-UVWXY')
  expect(read(readProductKey, 'ABCDE-FGHIJ-KLMNO-PQRST')).toEqual([
    'productKey: is not five groups of five letters and digits',
  ])
})

test('no value has a character that XML would need escaped', () => {
  const zones = TABLE.trim()
    .split('\n')
    .map((line) => line.split('=')[0])
  expect([...LANGUAGES, ...LOCALES, ...zones].filter((value) => /[^\w. :;+()-]/.test(value ?? ''))).toEqual(
    [],
  )
})
