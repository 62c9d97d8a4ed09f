// Commands: a function of the script, a cmdlet, a program, or a script file, and how each takes its arguments.
import { commandLineToArgv } from '../argv.ts'
import { bindParameters } from './parameters.ts'
import { innerSession, Jump, PowerShellError, type Session, stopsOnError } from './session.ts'
import { execute } from './statements.ts'
import { type Node, partOf, partsOf } from './syntax.ts'
import { isList, toText, toValue, type Value } from './values.ts'
import { type Word, wordsOf } from './words.ts'

export function runCommand(node: Node, input: readonly Value[], session: Session): Value {
  const [first, ...words] = wordsOf(node, session)
  const name = toText(first?.value ?? null)
  const called = session.functions.get(name.toLowerCase())
  if (called !== undefined) return runFunction(called, words, session)
  const cmdlet = session.machine.cmdlets[name.toLowerCase()]
  if (cmdlet !== undefined) return runCmdlet({ cmdlet, words, input }, session)
  if (/\.ps1$/i.test(name)) return runScriptFile(name, words, session)
  return startProgram(name, words, session)
}

function runFunction(node: Node, words: readonly Word[], session: Session): Value {
  const inner = innerSession(session)
  bindParameters(node, words, inner)
  try {
    return toValue(execute(partOf(node, 'script_block'), inner))
  } catch (thrown) {
    if (thrown instanceof Jump && thrown.kind === 'return') return thrown.value
    throw thrown
  }
}

function runCmdlet(
  {
    cmdlet,
    words,
    input,
  }: { cmdlet: Session['machine']['cmdlets'][string]; words: readonly Word[]; input: readonly Value[] },
  session: Session,
): Value {
  const { positional, named } = nameArguments(words)
  try {
    return cmdlet({ positional, named, input })
  } catch (thrown) {
    const quiet = named['erroraction'] === 'SilentlyContinue'
    if (!(thrown instanceof PowerShellError) || (stopsOnError(session) && !quiet)) throw thrown
    return null
  }
}

const SWITCHES = ['recurse', 'force']

/** A parameter takes the word after it, unless it is a switch. */
function nameArguments(words: readonly Word[]): { positional: Value[]; named: Record<string, Value> } {
  const positional: Value[] = []
  const named: Record<string, Value> = {}
  for (let i = 0; i < words.length; i++) {
    const { parameter, value } = words[i] ?? { parameter: null, value: null }
    if (parameter === null) positional.push(value)
    else if (SWITCHES.includes(parameter)) named[parameter] = true
    else {
      i += 1
      named[parameter] = words[i]?.value ?? null
    }
  }
  return { positional, named }
}

function runScriptFile(path: string, words: readonly Word[], session: Session): Value {
  const script = session.machine.readScript(path)
  if (script === null) {
    // Ends this statement, and the script only where errors stop it. (about_Preference_Variables)
    session.global.set('?', false)
    if (!stopsOnError(session)) return null
    throw new PowerShellError(`${path} is not recognized as the name of a script file`)
  }
  const inner = innerSession(session)
  const root = session.machine.parse(script)
  inner.scope.variables.set('psscriptroot', path.replace(/\\[^\\]*$/, ''))
  const parameters = partsOf(root).find(({ type }) => type === 'param_block')
  if (parameters !== undefined) bindParameters(parameters, words, inner)
  try {
    return toValue(execute(root, inner))
  } catch (thrown) {
    if (!(thrown instanceof Jump) || thrown.kind !== 'exit') throw thrown
    session.global.set('lastexitcode', thrown.value)
    session.global.set('?', thrown.value === 0)
    return null
  }
}

function startProgram(name: string, words: readonly Word[], session: Session): Value {
  const args = words.flatMap(({ value, text }) =>
    isList(value) ? value.map(toText) : [text ?? toText(value)],
  )
  const result = session.machine.start(argvOf(name, args))
  if (result === null) throw new PowerShellError(`${name} is not recognized as the name of a program`)
  session.global.set('lastexitcode', result.exitCode)
  return result.output
}

/** What the program finds in its command line. */
export function argvOf(name: string, args: readonly string[]): string[] {
  return commandLineToArgv(lineOf(name, args))
}

/**
 * The program's command line: 5.1 wraps an argument with white space in marks, unless the white space stands between marks
 * already, escapes nothing, and leaves empty ones out. (NativeCommandParameterBinder)
 */
export function lineOf(name: string, args: readonly string[]): string {
  const line = args.filter((arg) => arg !== '').map((arg) => (needsMarks(arg) ? `"${arg}"` : arg))
  return [name, ...line].join(' ')
}

function needsMarks(arg: string): boolean {
  const outside = arg.replace(/\\"/g, '').replace(/"[^"]*("|$)/g, '')
  return /[\s\u0085]/.test(outside)
}
