// A rule on what windowsPE does with the stick itself.
import { isTrue, type Rule, settingsNamed } from './rule.ts'
import { SETUP } from './vocabulary.ts'

const setupInPe = { name: SETUP, pass: 'windowsPE' }

const configurationSet: Rule = {
  code: 'configuration-set',
  severity: 'warning',
  find: (file) =>
    settingsNamed(file, setupInPe, 'UseConfigurationSet')
      .filter(({ text }) => isTrue(text))
      .map((element) => ({
        element,
        message:
          'UseConfigurationSet copies the whole stick, including the PFX, to C:\\Windows\\ConfigSetRoot and leaves it there',
        hint: 'set it to false',
      })),
}

export const SETTING_RULES: readonly Rule[] = [configurationSet]
