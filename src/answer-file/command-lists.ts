// The kinds of command lists in an answer file, for the rules that hold for all.
import { childrenOf } from './document.ts'
import type { FileInCheck, Hit, Rule } from './rule.ts'
import {
  MAX_COMMAND_LINE_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_LOGON_DESCRIPTION_LENGTH,
  MAX_PATH_LENGTH,
} from './vocabulary.ts'
import type { XmlElement } from './xml.ts'

const RUN = { line: 'Path', maxLine: MAX_PATH_LENGTH, maxDescription: MAX_DESCRIPTION_LENGTH } as const

/** What binds the items of each. */
const LISTS = [
  { list: 'RunSynchronous', item: 'RunSynchronousCommand', ...RUN },
  { list: 'RunAsynchronous', item: 'RunAsynchronousCommand', ...RUN },
  {
    list: 'FirstLogonCommands',
    item: 'SynchronousCommand',
    line: 'CommandLine',
    maxLine: MAX_COMMAND_LINE_LENGTH,
    maxDescription: MAX_LOGON_DESCRIPTION_LENGTH,
  },
] as const

export interface CommandList {
  readonly kind: (typeof LISTS)[number]
  readonly items: readonly XmlElement[]
}

export function listsIn(file: FileInCheck): CommandList[] {
  return file.inEffect.flatMap(({ component }) =>
    LISTS.flatMap((kind) =>
      childrenOf(component, kind.list).map((list) => ({ kind, items: childrenOf(list, kind.item) })),
    ),
  )
}

/** One hit for each command of which `judge` has something to say. */
export function everyCommand(
  judge: (item: XmlElement, kind: CommandList['kind']) => Hit | null,
): Rule['find'] {
  return (file) =>
    listsIn(file).flatMap(({ kind, items }) => items.flatMap((item) => judge(item, kind) ?? []))
}
