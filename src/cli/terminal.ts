// The two streams and how to write on them: the result on standard output, everything else on standard error.
import { styleText } from 'node:util'
import type { World } from '../world.ts'

type Format = Parameters<typeof styleText>[0]

export interface Terminal {
  /** Whether questions may be asked: there is a keyboard, and a screen to ask on. */
  readonly interactive: boolean
  /** Whether standard output is a screen, so that only the person before it reads it. */
  readonly resultIsScreen: boolean
  /** Writes lines of the result. */
  readonly result: (text: string) => void
  /** Writes lines of everything that is not the result. */
  readonly say: (text: string) => void
  /** Styles for standard error. */
  readonly style: (format: Format, text: string) => string
  /** Styles for standard output. */
  readonly styleResult: (format: Format, text: string) => string
}

export function makeTerminal(world: World): Terminal {
  const { stdout, stderr, env } = world
  const colour = (stream: NodeJS.WriteStream): boolean =>
    env['FORCE_COLOR'] !== undefined || (stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb')
  const styler = (stream: NodeJS.WriteStream) => (format: Format, text: string) =>
    colour(stream) ? styleText(format, text) : text
  return {
    get interactive() {
      return stderr.isTTY === true && world.stdin.isTTY === true // in this order: the keyboard takes a moment to open
    },
    resultIsScreen: stdout.isTTY === true,
    result: (text) => void stdout.write(`${text}\n`),
    say: (text) => void stderr.write(`${text}\n`),
    style: styler(stderr),
    styleResult: styler(stdout),
  }
}

/**
 * Makes text from outside harmless on a screen: control characters, escape sequences and direction overrides
 * (Unicode Technical Report 36 §3.1) are shown as escapes. Line feeds stay.
 */
export function printable(text: string): string {
  if (!/[^\x20-\x7e\n]/.test(text)) return text // because long lists are ASCII, and this is the faster look
  return text.replace(/[^\P{C}\n]|[\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u{${code.toString(16)}}`
  })
}
