// The two streams and how to write on them: the result on standard output, everything else on standard error. Whatever
// a text holds, a screen shows it and obeys none of it; values in it that may hold line breaks are `oneLine`'s affair.
import { styleText } from 'node:util'
import { printable } from '../screen-text.ts'
import type { World } from '../world.ts'

type Format = Parameters<typeof styleText>[0]

export interface Terminal {
  /** Whether questions may be asked: there is a keyboard, and a screen to ask on. */
  readonly interactive: boolean
  /** Whether standard output is a screen, so that only the person before it reads it. */
  readonly resultIsScreen: boolean
  /** Writes lines of the result: text for people, or JSON. */
  readonly result: (text: string) => void
  /** Writes a result in a format that has no escapes for what a screen would obey: as it is, unless there is a screen. */
  readonly data: (text: string) => void
  /** Writes lines of everything that is not the result. */
  readonly say: (text: string) => void
  /** Styles for `say`. */
  readonly style: (format: Format, text: string) => string
}

export function makeTerminal(world: World): Terminal {
  const { stdout, stderr, env } = world
  const colour =
    env['FORCE_COLOR'] !== undefined || (stderr.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb')
  const resultIsScreen = stdout.isTTY === true
  return {
    get interactive() {
      return stderr.isTTY === true && world.stdin.isTTY === true // in this order: the keyboard takes a moment to open
    },
    resultIsScreen,
    result: (text) => void stdout.write(`${printable(text)}\n`),
    data: (text) => void stdout.write(resultIsScreen ? printable(text.replaceAll('\r\n', '\n')) : text),
    say: (text) => void stderr.write(`${colour ? printableStyled(text) : printable(text)}\n`),
    style: (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text),
  }
}

/** What `style` has put in stays. */
function printableStyled(text: string): string {
  const parts = text.split(STYLE)
  return parts.map((part, index) => (index % 2 === 0 ? printable(part) : part)).join('')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what styleText writes begins with one
const STYLE = /(\u001b\[[0-9]{1,2}m)/
