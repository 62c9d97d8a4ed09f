// Expressions: from a node of the syntax tree to a value. What our scripts do not use is an error, never a guess.
import { formatText, replaceText } from './operators.ts'
import { readVariable, type Session } from './session.ts'
import { execute } from './statements.ts'
import { type Node, onlyPart, partOf, partsOf, unquote, variableName } from './syntax.ts'
import { areEqual, isList, toItems, toNumber, toText, toTruth, toValue, type Value } from './values.ts'

/** Of the grammar, each of which may hold just the next. */
const LEVELS =
  /^((logical|bitwise|comparison|additive|multiplicative|format|range)_(argument_)?|argument_|unary_|array_literal_|parenthesized_)expression$|^(string|integer)_literal$|^left_assignment_expression$/

export function evaluate(node: Node, session: Session): Value {
  const parts = partsOf(node)
  switch (node.type) {
    case 'verbatim_string_characters':
      return unquote(node.text)
    case 'expandable_string_literal':
      return expandString(node, session)
    case 'decimal_integer_literal':
      return Number(node.text)
    case 'variable':
      return readVariable(session, variableName(node.text))
    case 'array_expression':
      return parts.flatMap((part) => toItems(toValue(execute(part, session))))
    case 'sub_expression':
    case 'pipeline':
    case 'pipeline_chain':
    case 'command':
      return toValue(execute(node, session))
    case 'member_access':
      return getMember(node, session)
    case 'invokation_expression':
      return callMember(node, session)
    case 'element_access':
      return getElement(node, session)
    case 'expression_with_unary_operator':
      return negate(node, session)
  }
  if (!LEVELS.test(node.type)) throw new Error(`unknown expression ${node.type}: ${node.text}`)
  if (parts.length <= 1) return evaluate(onlyPart(node), session)
  if (node.type === 'array_literal_expression') return parts.map((part) => evaluate(part, session))
  return operate(node, session)
}

function operate(node: Node, session: Session): Value {
  const [first, operatorNode, second, ...more] = node.children
  if (!first || !operatorNode || !second || more.length > 0) throw new Error(`cannot evaluate: ${node.text}`)
  const operator = operatorNode.text.toLowerCase()
  const left = evaluate(first, session)
  if (operator === '-and') return toTruth(left) && toTruth(evaluate(second, session))
  const right = evaluate(second, session)
  switch (operator) {
    case '-or':
      return toTruth(left) || toTruth(right)
    case '-eq':
      return areEqual(left, right)
    case '-ne':
      return !areEqual(left, right)
    case '+':
      if (typeof left !== 'string') throw new Error(`cannot add to what is no text: ${node.text}`)
      return left + toText(right)
    case '-contains':
      return toItems(left).some((item) => areEqual(item, right))
    case '-split':
      return toText(left).split(new RegExp(toText(right), 'i'))
    case '-replace':
      return replaceText(toText(left), toItems(right))
    case '-f':
      return formatText(toText(left), toItems(right))
  }
  throw new Error(`unknown operator: ${operatorNode.text}`)
}

function negate(node: Node, session: Session): Value {
  if (node.children[0]?.text.toLowerCase() !== '-not') throw new Error(`unknown operator: ${node.text}`)
  return !toTruth(evaluate(onlyPart(node), session))
}

/** Text between the parts stays; `""` is a mark. A backtick is nothing that our scripts use. */
function expandString(node: Node, session: Session): string {
  let text = ''
  let at = node.startIndex + 1
  const verbatim = (end: number): string => {
    const piece = node.text.slice(at - node.startIndex, end - node.startIndex)
    if (piece.includes('`') || piece.includes('$')) throw new Error(`unknown in a string: ${node.text}`)
    return piece.replaceAll('""', '"')
  }
  for (const part of partsOf(node)) {
    text += verbatim(part.startIndex) + toText(evaluate(part, session))
    at = part.endIndex
  }
  return text + verbatim(node.endIndex - 1)
}

/** A type's name, or the value whose member is meant. */
function ownerOf(node: Node, session: Session): string | { readonly value: Value } {
  const owner = partsOf(node)[0]
  if (owner === undefined) throw new Error(`no owner in: ${node.text}`)
  if (owner.type === 'type_literal') return owner.text.slice(1, -1).toLowerCase()
  return { value: evaluate(owner, session) }
}

function getMember(node: Node, session: Session): Value {
  const owner = ownerOf(node, session)
  const name = partOf(node, 'member_name').text.toLowerCase()
  if (typeof owner === 'string') return callStatic(`${owner}.${name}`, [], session)
  // Of a list, each item's; of nothing, nothing. (about_Member-Access_Enumeration)
  const got = toItems(owner.value).map((item) => getOf(item, name))
  return isList(owner.value) ? got : toValue(got)
}

function getOf(item: Value, name: string): Value {
  if (item === null || typeof item !== 'object' || !('get' in item) || item.get === undefined) {
    throw new Error(`no member ${name}`)
  }
  return item.get(name)
}

function callMember(node: Node, session: Session): Value {
  const owner = ownerOf(node, session)
  const name = partOf(node, 'member_name').text.toLowerCase()
  const lists = partsOf(partOf(node, 'argument_list'))
  const args = lists.flatMap(partsOf).map((argument) => evaluate(argument, session))
  if (typeof owner === 'string') return callStatic(`${owner}.${name}`, args, session)
  const { value } = owner
  if (typeof value === 'string' && name === 'trim' && args.length === 0) return value.trim()
  if (value !== null && typeof value === 'object' && 'call' in value && value.call)
    return value.call(name, args)
  throw new Error(`no method ${name} in: ${node.text}`)
}

function callStatic(name: string, args: readonly Value[], { machine }: Session): Value {
  const member = machine.statics[name]
  if (member === undefined) throw new Error(`unknown in .NET: ${name}`)
  return member(args)
}

function getElement(node: Node, session: Session): Value {
  const [list, index, ...more] = partsOf(node)
  if (!list || !index || more.length > 0) throw new Error(`cannot evaluate: ${node.text}`)
  const value = evaluate(list, session)
  const at = toNumber(evaluate(index, session))
  if (value instanceof Uint8Array) return value[at] ?? null
  return toItems(value)[at] ?? null
}
