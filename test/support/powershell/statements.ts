// Statements: what they put into the pipeline, and how they end.
import { runCommand } from './commands.ts'
import { evaluate } from './expressions.ts'
import { Jump, PowerShellError, type Session } from './session.ts'
import { type Node, partOf, partsOf, variableName } from './syntax.ts'
import { toItems, toTruth, type Value } from './values.ts'

/** @returns the items that the statement puts out. @throws Jump, PowerShellError */
export function execute(node: Node, session: Session): readonly Value[] {
  const parts = partsOf(node)
  switch (node.type) {
    case 'program':
    case 'script_block':
    case 'script_block_body':
    case 'statement_list':
    case 'statement_block':
    case 'sub_expression':
      return parts.flatMap((part) => execute(part, session))
    case 'empty_statement':
    case 'param_block':
      return []
    case 'pipeline':
      return executePipeline(node, session)
    case 'pipeline_chain':
      return parts.reduce<readonly Value[]>((input, part) => executeStage(part, input, session), [])
    case 'if_statement':
      return executeIf(node, session)
    case 'foreach_statement':
      return executeForeach(node, session)
    case 'try_statement':
      return executeTry(node, session)
    case 'function_statement':
      session.functions.set(partOf(node, 'function_name').text.toLowerCase(), node)
      return []
    case 'flow_control_statement':
      return jump(node, session)
  }
  throw new Error(`unknown statement ${node.type}: ${node.text.slice(0, 80)}`)
}

function executePipeline(node: Node, session: Session): readonly Value[] {
  const [only, ...more] = partsOf(node)
  if (only === undefined || more.length > 0) throw new Error(`cannot execute: ${node.text}`)
  if (only.type !== 'assignment_expression') return execute(only, session)
  const name = variableName(partOf(only, 'left_assignment_expression').text)
  const value = evaluate(partOf(only, 'pipeline'), session)
  const operator = partOf(only, 'assignement_operator').text
  if (operator === '=') session.scope.variables.set(name, value)
  else if (operator === '+=') {
    session.scope.variables.set(name, [
      ...toItems(session.scope.variables.get(name) ?? null),
      ...toItems(value),
    ])
  } else throw new Error(`unknown assignment: ${only.text}`)
  return []
}

function executeStage(node: Node, input: readonly Value[], session: Session): readonly Value[] {
  if (node.type === 'command') return toItems(runCommand(node, input, session))
  if (input.length > 0) throw new Error(`cannot take a pipeline's items: ${node.text}`)
  return toItems(evaluate(node, session))
}

function executeIf(node: Node, session: Session): readonly Value[] {
  if (toTruth(evaluate(partOf(node, 'pipeline'), session)))
    return execute(partOf(node, 'statement_block'), session)
  for (const clause of partsOf(node)
    .filter(({ type }) => type === 'elseif_clauses')
    .flatMap(partsOf)) {
    if (toTruth(evaluate(partOf(clause, 'pipeline'), session)))
      return execute(partOf(clause, 'statement_block'), session)
  }
  const otherwise = partsOf(node).find(({ type }) => type === 'else_clause')
  return otherwise === undefined ? [] : execute(partOf(otherwise, 'statement_block'), session)
}

function executeForeach(node: Node, session: Session): readonly Value[] {
  const name = variableName(partOf(node, 'variable').text)
  const output: Value[] = []
  for (const item of toItems(evaluate(partOf(node, 'pipeline'), session))) {
    session.scope.variables.set(name, item)
    try {
      output.push(...execute(partOf(node, 'statement_block'), session))
    } catch (thrown) {
      if (thrown instanceof Jump && thrown.kind === 'break') break
      throw thrown
    }
  }
  return output
}

function executeTry(node: Node, session: Session): readonly Value[] {
  const clause = (type: string): Node | undefined => partsOf(node).find((part) => part.type === type)
  const catches = clause('catch_clauses')
  const last = clause('finally_clause')
  try {
    return execute(partOf(node, 'statement_block'), session)
  } catch (thrown) {
    // What is no error of PowerShell's is a fault of this interpreter, or a jump: neither is caught.
    if (!(thrown instanceof PowerShellError) || catches === undefined) throw thrown
    session.scope.variables.set('_', thrown.message)
    try {
      return execute(partOf(partOf(catches, 'catch_clause'), 'statement_block'), session)
    } catch (again) {
      throw again instanceof Rethrow ? thrown : again
    }
  } finally {
    if (last !== undefined) execute(partOf(last, 'statement_block'), session)
  }
}

/** A bare `throw` in a catch block: the error goes on. */
class Rethrow extends PowerShellError {}

function jump(node: Node, session: Session): never {
  const [word] = node.text.toLowerCase().split(/[\s;(]/)
  const [value] = partsOf(node).map((part) => evaluate(part, session))
  if (word === 'throw') throw value === undefined ? new Rethrow() : new PowerShellError(String(value))
  if (word === 'break' || word === 'return' || word === 'exit') throw new Jump(word, value ?? null)
  throw new Error(`unknown: ${node.text}`)
}
