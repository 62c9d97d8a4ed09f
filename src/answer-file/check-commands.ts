// Rules on commands: RunSynchronous and RunAsynchronous of windowsPE, specialize and auditUser, and FirstLogonCommands of
// oobeSystem.
import { isKnownName } from './check-identity.ts'
import { everyCommand } from './command-lists.ts'
import { isNearlyOwn, parseOwnCommand } from './commands.ts'
import { childOf, childrenOf, commandsOf, readCommand } from './document.ts'
import type { Rule } from './rule.ts'
import { DEPLOYMENT, RUN_PASSES, SHELL_SETUP } from './vocabulary.ts'

const misplacedCommands: Rule = {
  code: 'commands-out-of-place',
  severity: 'warning',
  find: (file) =>
    file.inEffect.flatMap(({ component, pass, name }) => {
      if (!isKnownName(name)) return [] // which is worse, and has a finding of its own
      const allowed: readonly string[] = RUN_PASSES[name] ?? []
      const run = ['RunSynchronous', 'RunAsynchronous'].flatMap((list) => childrenOf(component, list))
      const misplaced = allowed.includes(pass) ? [] : run
      if (name !== SHELL_SETUP || pass !== 'oobeSystem')
        misplaced.push(...childrenOf(component, 'FirstLogonCommands'))
      return misplaced.map((element) => ({
        element,
        message: `${element.local} is not valid in ${name} of ${pass || 'no pass'}, so its commands never run`,
        hint:
          element.local === 'FirstLogonCommands'
            ? `move it to ${SHELL_SETUP} of oobeSystem`
            : 'move it to Microsoft-Windows-Deployment of specialize, or make it FirstLogonCommands of oobeSystem',
      }))
    }),
}

const lineTooLong: Rule = {
  code: 'command-too-long',
  severity: 'error',
  find: everyCommand((item, { line, maxLine }) => {
    const element = childOf(item, line)
    if (element === null || element.text.length <= maxLine) return null
    return {
      element,
      message: `${line} has ${element.text.length} characters; Windows Setup accepts ${maxLine}`,
      hint: 'put the commands into a script and run the script',
    }
  }),
}

const emptyLine: Rule = {
  code: 'command-empty',
  severity: 'error',
  find: everyCommand((item, { line }) =>
    (childOf(item, line)?.text.trim() ?? '') === ''
      ? {
          element: childOf(item, line) ?? item,
          message: `a ${item.local} has no ${line}, so Windows Setup stops`,
          hint: `add a ${line}, or delete the ${item.local}`,
        }
      : null,
  ),
}

const descriptionTooLong: Rule = {
  code: 'description-too-long',
  severity: 'error',
  find: everyCommand((item, { maxDescription }) => {
    const element = childOf(item, 'Description')
    if (element === null || element.text.length <= maxDescription) return null
    return {
      element,
      message: `Description has ${element.text.length} characters; Windows Setup accepts ${maxDescription}`,
      hint: 'shorten it',
    }
  }),
}

const emptyDescription: Rule = {
  code: 'description-empty',
  severity: 'warning',
  find: everyCommand((item) => {
    const element = childOf(item, 'Description')
    if (element === null || element.text.trim() !== '') return null
    return {
      element,
      message: 'Description is empty, which the setting does not support',
      hint: 'fill it in, or delete it',
    }
  }),
}

/** Exit 0 goes on, 1 restarts, 2 restarts and runs it again, anything else ends Setup. ("WillReboot") */
const rebootOnRequest: Rule = {
  code: 'reboot-on-request',
  severity: 'warning',
  find: everyCommand((item) => {
    const element = childOf(item, 'WillReboot')
    if (element === null || element.text.trim().toLowerCase() !== 'onrequest') return null
    if (parseOwnCommand(readCommand(item)) !== null) return null // made to answer so, by --strict-import
    return {
      element,
      message: 'WillReboot is OnRequest: exit code 1 or 2 restarts the device, any other except 0 ends Setup',
      hint: 'delete WillReboot, unless the command returns these exit codes on purpose',
    }
  }),
}

/** certstick replaces only what is as it writes it. */
const editedCommand: Rule = {
  code: 'command-edited',
  severity: 'error',
  find: (file) =>
    file.inEffect
      .filter(({ name, pass }) => name === DEPLOYMENT && pass === 'specialize')
      .flatMap(({ component }) => commandsOf(component))
      .filter((item) => isNearlyOwn(readCommand(item)) && parseOwnCommand(readCommand(item)) === null)
      .map((element) => ({
        element,
        message:
          'a command of certstick was changed, or another version of certstick or another program wrote it',
        hint: 'delete it from the template; if a stick has it, recreate the stick',
      })),
}

export const COMMAND_RULES: readonly Rule[] = [
  misplacedCommands,
  lineTooLong,
  emptyLine,
  descriptionTooLong,
  emptyDescription,
  rebootOnRequest,
  editedCommand,
]
