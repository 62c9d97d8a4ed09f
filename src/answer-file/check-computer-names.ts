// Setup stops on a computer name that it does not accept: "could not parse or process unattend answer file … for pass
// [specialize]". ("ComputerName" of Microsoft-Windows-Shell-Setup)
import { computerNameFault } from './computer-name.ts'
import { childrenOf } from './document.ts'
import { isPlaceholder } from './placeholder.ts'
import type { Rule } from './rule.ts'
import { SHELL_SETUP } from './vocabulary.ts'

const computerName: Rule = {
  code: 'computer-name',
  severity: 'error',
  find: (file, plan) =>
    file.inEffect
      .filter(({ name, pass }) => {
        const isReplaced = pass === 'specialize' && plan.computerName !== null
        return name === SHELL_SETUP && ['specialize', 'offlineServicing'].includes(pass) && !isReplaced
      })
      .flatMap(({ component }) => childrenOf(component, 'ComputerName'))
      .flatMap((element) => {
        const written = element.text.trim()
        if (written === '' || written === '*') return [] // Setup chooses one
        const fault = computerNameFault(written)
        const shown = JSON.stringify(written)
        const hint = 'give --device NAME, or write * to let Setup choose a name'
        if (isPlaceholder(written)) {
          const message = `ComputerName ${shown} is a placeholder that was not filled in`
          return [{ element, message, hint, ...(fault === null && { severity: 'warning' as const }) }]
        }
        return fault === null ? [] : [{ element, message: `ComputerName ${shown} ${fault}`, hint }]
      }),
}

export const COMPUTER_NAME_RULES: readonly Rule[] = [computerName]
