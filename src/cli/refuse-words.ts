// Words of the command line that cannot be what was meant, whichever command they are for.
import type { Command } from 'commander'
import { type Problem, throwProblems } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { fieldOf } from './fields.ts'

/** @throws UserError wrong-input: each of them */
export function refuseWords(command: Command): void {
  const given = command.optsWithGlobals()
  const options = command.options.map((option) => ({
    field: fieldOf(option.long ?? option.flags),
    isEmptyRefused: /<(?:dir(?:\.\.\.)?|file|name\|file)>/.test(option.flags),
    value: given[option.attributeName()] as unknown,
  }))
  const each = options.flatMap(({ value, ...one }) =>
    Array.isArray(value) ? value.map((part: unknown) => ({ ...one, value: part })) : [{ ...one, value }],
  )
  const others = command.args.map((value, index) => {
    return { field: command.registeredArguments[index]?.name() ?? 'argument', isEmptyRefused: true, value }
  })
  const problems = [...each, ...others].flatMap(({ field, isEmptyRefused, value }): Problem[] => {
    // As an unset variable of a shell gives; as a path it would mean the working directory.
    if (isEmptyRefused && value === '') return [{ field, message: 'is empty', hint: 'give a value' }]
    // What Node makes of bytes that are not UTF-8; two words that differ would be one.
    if (typeof value !== 'string' || !value.includes('\ufffd')) return []
    return [
      {
        field,
        message: `${shown(value)} is not UTF-8`,
        hint: 'write it in a terminal that uses UTF-8',
      },
    ]
  })
  throwProblems('the command line cannot be used', problems)
}
