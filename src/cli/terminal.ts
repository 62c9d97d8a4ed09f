// The two streams and how to write on them: the result on standard output, everything else on standard error. Whatever
// a text holds, a screen shows it and obeys none of it; values in it that may hold line breaks are `oneLine`'s work.
import { styleText } from 'node:util'
import { printable } from '../screen-text.ts'
import type { World } from '../world.ts'
import { inSamePlaces } from './same-places.ts'
import { wrapLines } from './wrap.ts'

type Format = Parameters<typeof styleText>[0]

export interface Terminal {
  /** Whether questions may be asked: there is a keyboard, and a screen to ask on. */
  readonly interactive: boolean
  /** Whether standard output is a screen, so that only the person before it reads it. */
  readonly resultIsScreen: boolean
  /** Cells of a line of the result; null: there is no screen. */
  readonly columns: number | null
  /** Writes lines of the result as they are: JSON, a table that fits, a difference of files. */
  readonly result: (text: string) => void
  /** Writes a result for people: wrapped at words. */
  readonly report: (text: string) => void
  /** Writes a result in a format that has no escapes for what a screen would obey: as it is, unless there is a screen. */
  readonly data: (text: string) => void
  /** Writes lines of everything that is not the result: wrapped at words; `error:` and the like at their start stand out. */
  readonly say: (text: string) => void
  /** The same for lines that must stay as they are. */
  readonly quote: (text: string) => void
  /** @param places options that the commands named by later reports and lines get, such as `--profile contoso` */
  readonly workIn: (places: string) => void
  /** Styles an answer while it is typed. */
  readonly style: (format: Format, text: string) => string
}

export function makeTerminal(world: World): Terminal {
  const { stdout, stderr, env } = world
  // Node knows NO_COLOR, FORCE_COLOR=0 and terminals without colours.
  const colour = stderr.isTTY === true && stderr.hasColors?.(env) === true
  const resultIsScreen = stdout.isTTY === true
  const style = (format: Format, text: string): string =>
    colour ? styleText(format, text, { validateStream: false }) : text
  let places = ''
  const sentences = (text: string): string => inSamePlaces(printable(text), places)
  const marked = (text: string): string =>
    text.replace(KIND, (word) => style(STYLES[word as keyof typeof STYLES], word))
  return {
    get interactive() {
      return stderr.isTTY === true && world.stdin.isTTY === true // in this order: the keyboard takes a moment to open
    },
    resultIsScreen,
    columns: columnsOf(stdout),
    result: (text) => void stdout.write(`${printable(text)}\n`),
    report: (text) => void stdout.write(`${wrapLines(sentences(text), columnsOf(stdout))}\n`),
    data: (text) => void stdout.write(resultIsScreen ? printable(text.replaceAll('\r\n', '\n')) : text),
    say: (text) => {
      // A log keeps each line in one piece, so that it can be searched.
      const isScreen = stderr.isTTY === true
      stderr.write(`${marked(isScreen ? wrapLines(sentences(text), columnsOf(stderr)) : sentences(text))}\n`)
    },
    quote: (text) => void stderr.write(`${printable(text)}\n`),
    workIn: (options) => {
      places = options
    },
    style,
  }
}

const STYLES = { 'error:': 'red', 'warning:': 'yellow', 'note:': 'cyan', 'hint:': 'dim' } as const
const KIND = /^(?:error|warning|note|hint):/gm

/** Of a terminal that does not know its width; the most of a line of help. */
const USUAL_COLUMNS = 80

/** Cells of a line of help. */
export function helpWidth(stream: NodeJS.WriteStream): number {
  return Math.min(columnsOf(stream) ?? USUAL_COLUMNS, USUAL_COLUMNS)
}

/** Null: it is no screen. */
export function columnsOf(stream: NodeJS.WriteStream): number | null {
  return stream.isTTY === true ? stream.columns || USUAL_COLUMNS : null
}
