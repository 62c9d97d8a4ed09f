// Placeholders that a generator left, in settings that have no rule of their own.
import { isPlaceholder } from './placeholder.ts'
import type { Hit, Rule } from './rule.ts'

/** Commands have variables of their own; names and keys have rules of their own. */
const ELSEWHERE = ['Path', 'CommandLine', 'ComputerName', 'ProductKey', 'Key']

const unfilledPlaceholder: Rule = {
  code: 'unfilled-placeholder',
  severity: 'error',
  find: (file) =>
    file.inEffect.flatMap(({ component, inside }): Hit[] => {
      const attribute = component.attributes.find(({ value }) => isPlaceholder(value))
      const values = inside.filter(
        ({ local, children, text }) =>
          children.length === 0 && !ELSEWHERE.includes(local) && isPlaceholder(text),
      )
      return [
        ...(attribute === undefined
          ? []
          : [
              {
                element: component,
                message: `${attribute.name}="${attribute.value}" is a placeholder that was not filled in: Windows has no such component`,
                hint: 'use the tool that fills it in',
              },
            ]),
        ...values.map((element) => ({
          element,
          severity: 'warning' as const,
          message: `${element.parent?.local}/${element.local} is a placeholder that was not filled in`,
          hint: 'fill it in, or use the tool that fills it in',
        })),
      ]
    }),
}

export const PLACEHOLDER_RULES: readonly Rule[] = [unfilledPlaceholder]
