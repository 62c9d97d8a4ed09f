// How a function or script takes its arguments: `[string]`, `[string[]]` and `[switch]`, by name or place.
import type { Session } from './session.ts'
import { type Node, partOf, partsOf, variableName } from './syntax.ts'
import { isList, toItems, toText, type Value } from './values.ts'
import type { Word } from './words.ts'

interface Parameter {
  readonly name: string
  readonly type: string
}

/** @param node what declares them: a function, or a script's `param` block */
export function bindParameters(node: Node, words: readonly Word[], { scope }: Session): void {
  const parameters = parametersOf(node)
  for (const { name, type } of parameters) scope.variables.set(name, type === '[switch]' ? false : null)
  const byPlace = parameters.filter(({ type }) => type !== '[switch]')
  for (const { parameter, value } of words) {
    if (parameter !== null) {
      const known = parameters.find(({ name, type }) => name === parameter && type === '[switch]')
      if (known === undefined) throw new Error(`no switch -${parameter}`)
      scope.variables.set(known.name, true)
      continue
    }
    const next = byPlace.shift()
    if (next === undefined) throw new Error('more arguments than parameters')
    scope.variables.set(next.name, cast(value, next.type))
  }
}

function parametersOf(node: Node): Parameter[] {
  const lists = [node, ...partsOf(node)].flatMap(partsOf).filter(({ type }) => type === 'parameter_list')
  return (lists[0] === undefined ? [] : partsOf(lists[0])).map((parameter) => ({
    name: variableName(partOf(parameter, 'variable').text),
    type: partOf(parameter, 'attribute_list').text.toLowerCase(),
  }))
}

function cast(value: Value, type: string): Value {
  if (type === '[string]') return toText(value)
  if (type === '[string[]]') return (isList(value) ? value : toItems(value)).map(toText)
  throw new Error(`unknown type ${type}`)
}
