// What a generator left unfilled, where no rule on the setting itself says so.
import { isPlaceholder } from './placeholder.ts'
import { descendantsOf, type Hit, type Rule } from './rule.ts'

/** Commands have variables of their own; names and keys have rules of their own. */
const ELSEWHERE = ['Path', 'CommandLine', 'ComputerName', 'ProductKey', 'Key']

const unfilledPlaceholder: Rule = {
  code: 'unfilled-placeholder',
  severity: 'error',
  find: (file) =>
    file.inEffect.flatMap(({ component }): Hit[] => {
      const attribute = component.attributes.find(({ value }) => isPlaceholder(value))
      const values = descendantsOf(component).filter(
        ({ local, children, text }) =>
          children.length === 0 && !ELSEWHERE.includes(local) && isPlaceholder(text),
      )
      return [
        ...(attribute === undefined
          ? []
          : [
              {
                element: component,
                message: `${attribute.name}="${attribute.value}" is a placeholder that nobody has filled in: Windows knows no such component`,
                hint: 'make the file with the tool that it is for',
              },
            ]),
        ...values.map((element) => ({
          element,
          severity: 'warning' as const,
          message: `${element.parent?.local}/${element.local} is a placeholder that nobody has filled in`,
          hint: 'make the file with the tool that it is for, or fill it in',
        })),
      ]
    }),
}

export const PLACEHOLDER_RULES: readonly Rule[] = [unfilledPlaceholder]
