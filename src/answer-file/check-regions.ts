// Rules on time zones, languages and keyboards: what is not in the form that the reference describes does not reach the device.
import { isPlaceholder } from './placeholder.ts'
import type { FileInCheck, Rule } from './rule.ts'
import { timeZoneNames } from './time-zones.ts'
import { SHELL_SETUP } from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** Time zones of Windows that CLDR does not map. */
const UNMAPPED = ['mid-atlantic standard time', 'kamchatka standard time']

/** ("TimeZone"; `_dstoff` switches daylight saving off) */
const unknownTimeZone: Rule = {
  code: 'time-zone-unknown',
  severity: 'warning',
  find: (file) => {
    const elements = valuesNamed(file, SHELL_SETUP, ['TimeZone'])
    if (elements.length === 0) return []
    const names = timeZoneNames()
    return elements.flatMap((element) => {
      const written = element.text
        .trim()
        .replace(/_dstoff$/i, '')
        .toLowerCase()
      const known = names.get(written)
      if (known?.toLowerCase() === written || UNMAPPED.includes(written)) return []
      return {
        element,
        message: `"${element.text.trim()}" is not the name of a time zone in Windows, so the device may get another one`,
        hint: `write ${known ?? 'a name such as W. Europe Standard Time'}`,
      }
    })
  },
}

const INTERNATIONAL = 'Microsoft-Windows-International-Core'
const TAG = /^[a-z]{2,3}(?:-[a-z0-9]+)*(?:_[a-z]+)?$/i
/** Language and layout; an input method has two GUIDs in the place of the layout. */
const KEYBOARD = /^[0-9a-f]{4}:(?:[0-9a-f]{8}|(?:\{[0-9a-f-]{36}\}){2})$/i

/** ("InputLocale", "SystemLocale", "UILanguage", "UserLocale") */
const localeForm: Rule = {
  code: 'locale-form',
  severity: 'warning',
  find: (file) =>
    [INTERNATIONAL, `${INTERNATIONAL}-WinPE`].flatMap((name) => [
      ...valuesNamed(file, name, ['InputLocale'])
        .filter(({ text }) =>
          text.split(';').some((one) => one.trim() !== '' && !isTag(one) && !KEYBOARD.test(one.trim())),
        )
        .map((element) => ({
          element,
          message: `InputLocale "${element.text.trim()}" is neither a language tag nor a language and a keyboard layout`,
          hint: 'write it as de-CH or 0807:00000807, and several separated by semicolons',
        })),
      ...valuesNamed(file, name, ['SystemLocale', 'UILanguage', 'UILanguageFallback', 'UserLocale'])
        .filter(({ text }) => !isTag(text))
        .map((element) => ({
          element,
          message: `${element.local} "${element.text.trim()}" is not one language tag`,
          hint: 'write one, such as de-DE',
        })),
    ]),
}

export const REGION_RULES: readonly Rule[] = [unknownTimeZone, localeForm]

function isTag(text: string): boolean {
  return TAG.test(text.trim())
}

/** Those that have a value of their own. */
function valuesNamed(file: FileInCheck, component: string, names: readonly string[]): XmlElement[] {
  return file.inEffect
    .filter(({ name }) => name === component)
    .flatMap(({ inside }) =>
      inside.filter(({ local, text }) => names.includes(local) && text.trim() !== '' && !isPlaceholder(text)),
    )
}
