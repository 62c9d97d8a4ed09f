// Rules on commands: RunSynchronous of windowsPE, specialize and auditUser, FirstLogonCommands of oobeSystem.

import type { AnswerFile } from './document.ts'
import { childOf, childrenOf } from './document.ts'
import { type Hit, placedComponents, type Rule } from './rule.ts'
import {
  MAX_COMMAND_LINE_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_LOGON_DESCRIPTION_LENGTH,
  MAX_ORDER,
  MAX_PATH_LENGTH,
  RUN_SYNCHRONOUS_PASSES,
  SHELL_SETUP,
} from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

/** The two kinds of command lists, and what binds their items. */
const LISTS = [
  {
    list: 'RunSynchronous',
    item: 'RunSynchronousCommand',
    line: 'Path',
    maxLine: MAX_PATH_LENGTH,
    maxDescription: MAX_DESCRIPTION_LENGTH,
  },
  {
    list: 'FirstLogonCommands',
    item: 'SynchronousCommand',
    line: 'CommandLine',
    maxLine: MAX_COMMAND_LINE_LENGTH,
    maxDescription: MAX_LOGON_DESCRIPTION_LENGTH,
  },
] as const

interface CommandList {
  readonly kind: (typeof LISTS)[number]
  readonly items: readonly XmlElement[]
}

function listsIn(file: AnswerFile): CommandList[] {
  return placedComponents(file).flatMap(({ component }) =>
    LISTS.flatMap((kind) =>
      childrenOf(component, kind.list).map((list) => ({ kind, items: childrenOf(list, kind.item) })),
    ),
  )
}

/** One hit for each command of either kind of which `judge` has something to say. */
function everyCommand(judge: (item: XmlElement, kind: CommandList['kind']) => Hit | null): Rule['find'] {
  return (file) =>
    listsIn(file).flatMap(({ kind, items }) => items.flatMap((item) => judge(item, kind) ?? []))
}

const misplacedCommands: Rule = {
  code: 'commands-out-of-place',
  severity: 'error',
  find: (file) =>
    placedComponents(file).flatMap(({ component, pass, name }) => {
      const allowed: readonly string[] = RUN_SYNCHRONOUS_PASSES[name] ?? []
      const misplaced = allowed.includes(pass) ? [] : childrenOf(component, 'RunSynchronous')
      if (name !== SHELL_SETUP || pass !== 'oobeSystem')
        misplaced.push(...childrenOf(component, 'FirstLogonCommands'))
      return misplaced.map((element) => ({
        element,
        message: `${element.local} is not valid in ${name} of ${pass || 'no pass'}, so its commands never run`,
        hint:
          element.local === 'RunSynchronous'
            ? 'move it to Microsoft-Windows-Deployment of specialize, or make it FirstLogonCommands of oobeSystem'
            : `move it to ${SHELL_SETUP} of oobeSystem`,
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
      message: `${line} has ${element.text.length} characters, and Windows Setup takes ${maxLine}`,
      hint: 'put the commands into a script and call that',
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
          message: `a ${item.local} without ${line}, on which Windows Setup stops`,
          hint: `give it a ${line}, or delete it`,
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
      message: `Description has ${element.text.length} characters, and Windows Setup takes ${maxDescription}`,
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
      message: 'an empty Description, which the setting does not support',
      hint: 'delete it or fill it',
    }
  }),
}

const missingOrder: Rule = {
  code: 'order-missing',
  severity: 'error',
  find: everyCommand((item) =>
    (childOf(item, 'Order')?.text.trim() ?? '') === ''
      ? { element: item, message: `a ${item.local} without Order`, hint: 'give it the next number' }
      : null,
  ),
}

const invalidOrder: Rule = {
  code: 'order-out-of-range',
  severity: 'error',
  find: everyCommand((item) => {
    const element = childOf(item, 'Order')
    const written = element?.text.trim() ?? ''
    const valid = /^\d+$/.test(written) && Number(written) >= 1 && Number(written) <= MAX_ORDER
    if (element === null || written === '' || valid) return null
    return {
      element,
      message: `Order "${written}" is no number from 1 to ${MAX_ORDER}`,
      hint: 'give it a free number',
    }
  }),
}

const repeatedOrder: Rule = {
  code: 'order-twice',
  severity: 'error',
  find: (file) =>
    listsIn(file).flatMap(({ items }) => {
      const orders = items.flatMap((item) => childOf(item, 'Order') ?? [])
      const seen = new Set<number>()
      return orders.flatMap((element) => {
        const order = Number(element.text.trim() || Number.NaN)
        if (Number.isNaN(order) || !seen.has(order)) {
          seen.add(order)
          return []
        }
        return [
          { element, message: `Order ${order} is there twice in one list`, hint: 'give it a free number' },
        ]
      })
    }),
}

/** Exit 0 goes on, 1 restarts, 2 restarts and runs it again, anything else ends Setup. ("WillReboot") */
const rebootOnRequest: Rule = {
  code: 'reboot-on-request',
  severity: 'warning',
  find: everyCommand((item) => {
    const element = childOf(item, 'WillReboot')
    if (element === null || element.text.trim().toLowerCase() !== 'onrequest') return null
    return {
      element,
      message: 'WillReboot is OnRequest: exit code 1 or 2 restarts the device, any other but 0 ends Setup',
      hint: 'delete WillReboot, unless the command was made to answer so',
    }
  }),
}

export const COMMAND_RULES: readonly Rule[] = [
  misplacedCommands,
  lineTooLong,
  emptyLine,
  descriptionTooLong,
  emptyDescription,
  missingOrder,
  invalidOrder,
  repeatedOrder,
  rebootOnRequest,
]
