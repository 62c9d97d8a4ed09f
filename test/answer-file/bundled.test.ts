import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AS_WRITTEN, type BundledSettings, bundledFor } from '../../src/answer-file/bundled.ts'
import { checkAnswerFile } from '../../src/answer-file/check.ts'
import type { Architecture } from '../../src/answer-file/vocabulary.ts'
import { readXml } from '../device/xml.ts'

const NAMES = ['entra-join', 'entra-join-wipe-disk', 'minimal'] as const
const NOTHING_PLANNED = { architectures: null, addWindowsPe: false, computerName: null }
const GERMAN: BundledSettings = {
  language: 'de-DE',
  locale: 'de-AT',
  keyboard: '0c07:00000407',
  timeZone: 'W. Europe Standard Time',
  productKey: 'ABCDE-FGHIJ-KLMNO-PQRST-UVWXY',
}

function fill(name: string, settings: Partial<BundledSettings>, architectures: Architecture[] | null = null) {
  const bytes = readFileSync(new URL(`../../templates/${name}.xml`, import.meta.url))
  return Buffer.from(bundledFor(bytes, architectures, { ...AS_WRITTEN, ...settings }))
}

/** Values of the setting by pass and component, in the order of the file. */
function valuesOf(file: Buffer, setting: string): string[] {
  const passes = file.toString().matchAll(/<settings pass="(\w+)">([\s\S]*?)<\/settings>/g)
  return [...passes].flatMap(([, pass, inPass = '']) =>
    [...inPass.matchAll(/<component name="([^"]+)"[^>]*>([\s\S]*?)<\/component>/g)].flatMap(
      ([, name, inside = '']) =>
        [...inside.matchAll(new RegExp(`<${setting}>([^<]*)<`, 'g'))].map(
          ([, value]) => `${pass} ${name}: ${value}`,
        ),
    ),
  )
}

function keysToActivate(file: Buffer): string[] {
  return valuesOf(file, 'ProductKey').filter((value) => !value.startsWith('windowsPE'))
}

test.each(NAMES)('%s without an option is as it was written', (name) => {
  const written = readFileSync(new URL(`../../templates/${name}.xml`, import.meta.url))
  expect(fill(name, {}).equals(written)).toBe(true)
})

test.each(NAMES)(
  '%s takes every option, once, for each architecture, and is still a sound answer file',
  (name) => {
    for (const architectures of [null, ['arm64']] as const) {
      const filled = fill(name, GERMAN, architectures === null ? null : [...architectures])
      expect(checkAnswerFile(filled, NOTHING_PLANNED).filter(({ severity }) => severity === 'error')).toEqual(
        [],
      )
      expect(() => readXml(filled)).not.toThrow()
      expect(valuesOf(filled, 'UILanguage')).toEqual([
        'windowsPE Microsoft-Windows-International-Core-WinPE: de-DE', // SetupUILanguage
        'windowsPE Microsoft-Windows-International-Core-WinPE: de-DE',
        'oobeSystem Microsoft-Windows-International-Core: de-DE',
      ])
      expect(valuesOf(filled, 'UserLocale')).toEqual([
        'windowsPE Microsoft-Windows-International-Core-WinPE: de-AT',
        'oobeSystem Microsoft-Windows-International-Core: de-AT',
      ])
      expect(valuesOf(filled, 'InputLocale')).toContain(
        'oobeSystem Microsoft-Windows-International-Core: 0c07:00000407',
      )
      expect(valuesOf(filled, 'TimeZone')).toEqual([
        'specialize Microsoft-Windows-Shell-Setup: W. Europe Standard Time',
      ])
      expect(valuesOf(filled, 'Key')).toEqual([
        'windowsPE Microsoft-Windows-Setup: ABCDE-FGHIJ-KLMNO-PQRST-UVWXY',
      ])
      expect(keysToActivate(filled)).toEqual([
        'specialize Microsoft-Windows-Shell-Setup: ABCDE-FGHIJ-KLMNO-PQRST-UVWXY',
      ])
      expect(filled.toString().match(/processorArchitecture="(\w+)"/g)).toEqual(
        expect.arrayContaining([`processorArchitecture="${architectures?.[0] ?? 'amd64'}"`]),
      )
    }
  },
)

test('the locale follows the language, and the keyboard the locale', () => {
  const french = fill('entra-join-wipe-disk', { language: 'fr-FR' })
  expect(french.toString()).not.toContain('en-US')
  expect(valuesOf(french, 'InputLocale')).toContain(
    'windowsPE Microsoft-Windows-International-Core-WinPE: fr-FR',
  )
})

test('a keyboard alone leaves the language to Setup', () => {
  const swiss = fill('entra-join', { keyboard: 'de-CH' })
  expect(valuesOf(swiss, 'InputLocale')).toHaveLength(2)
  expect(valuesOf(swiss, 'UILanguage')).toEqual([])
})

test('the firmware’s key is asked for by giving none, and the generic one chooses Windows 11 Pro', () => {
  const firmware = fill('entra-join-wipe-disk', { productKey: 'firmware' })
  expect(valuesOf(firmware, 'Key')).toEqual([])
  expect(valuesOf(firmware, 'WillShowUI')).toContain('windowsPE Microsoft-Windows-Setup: Never')
  const generic = fill('entra-join', { productKey: 'generic' })
  expect(valuesOf(generic, 'Key')).toEqual([
    'windowsPE Microsoft-Windows-Setup: VK7JG-NPHTM-C97JM-9MPGT-3V66T',
  ])
  expect(keysToActivate(generic)).toEqual([])
})
