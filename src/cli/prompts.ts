// Questions, asked on standard error so that standard output stays the result's. The only file that knows inquirer, which
// writes what it is given as it is: so nothing reaches it that a screen would obey.
import { styleText } from 'node:util'
import inquirer from 'inquirer'
import { UserError } from '../errors.ts'
import { oneLine, widthOf } from '../screen-text.ts'
import { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { columnsOf } from './terminal.ts'
import { wrapLines } from './wrap.ts'

/** Of choices at once: they fit on a terminal of 24 lines, with the question and what is said of a choice. */
const MOST_ROWS = 14

/** Before a question: its mark and a space. */
const MARK_COLUMNS = 2

/** A line break before an answer, which inquirer would else break inside a word. */
const ANSWER_BELOW = `\n${' '.repeat(MARK_COLUMNS)}`

/** A choice or an answer, behind a mark or below it. */
function wrapChoice(name: string, columns: number): string {
  const most = columns - MARK_COLUMNS
  return widthOf(name) <= most ? name : wrapLines(name, most).replaceAll('\n', ANSWER_BELOW)
}

/** Whether an answer fits behind its question. */
function hasRoomFor(answer: string, message: string, columns: number): boolean {
  const lines = message.split('\n')
  const mark = lines.length === 1 ? MARK_COLUMNS : 0
  return mark + widthOf(lines.at(-1) ?? '') + 1 + widthOf(answer) <= columns
}

/** Null where the answer will do, otherwise why it will not. */
export type Validate = (answer: string) => string | null

export interface TextQuestion {
  readonly message: string
  readonly default?: string
  readonly validate?: Validate
  /** How the answer looks while it is typed; styles only, the letters stay. */
  readonly show?: (answer: string) => string
}

export interface Choice<T> {
  readonly name: string
  readonly value: T
  readonly description?: string
}

export interface Prompts {
  readonly text: (question: TextQuestion) => Promise<string>
  readonly secret: (question: { message: string; validate?: Validate }) => Promise<Secret>
  readonly choice: <T>(question: {
    message: string
    choices: readonly Choice<T>[]
    default?: T
  }) => Promise<T>
  readonly confirm: (question: { message: string; default: boolean }) => Promise<boolean>
}

/** Ctrl-C, Ctrl-D, a closed terminal and a signal to end: each ends any question with a `cancelled` error. */
export function makePrompts(world: World): Prompts {
  const { stdin, stderr } = world
  const columns = (): number => columnsOf(stderr) ?? 80
  async function ask<T>(question: {
    readonly message: string
    /** How a text looks while it is typed. */
    readonly transformer?: (answer: string) => string
    readonly [option: string]: unknown
  }): Promise<T> {
    const ended = watchInput(world)
    try {
      const prompt = inquirer.createPromptModule({ input: stdin, output: stderr, signal: ended.signal })
      const message = wrapLines(oneLine(question.message), columns() - MARK_COLUMNS)
      const gap = (text: string): string => (hasRoomFor(text, message, columns()) ? '' : ANSWER_BELOW)
      const { transformer } = question
      const looks = {
        theme: {
          style: { answer: (text: string) => gap(text) + styleText('cyan', wrapChoice(text, columns())) },
        },
        ...(transformer === undefined
          ? {}
          : {
              transformer: (text: string, { isFinal }: { readonly isFinal: boolean }) =>
                (isFinal ? gap(text) : '') + transformer(text),
            }),
      }
      const { answer } = await prompt([{ name: 'answer', ...question, ...looks, message } as never])
      return answer as T
    } catch (error) {
      if (error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name)) {
        throw new UserError('cancelled', 'cancelled; nothing was created', { cause: error })
      }
      throw error
    } finally {
      ended.release()
    }
  }
  const toInquirer = (validate: Validate | undefined) => ({
    validate: (answer: string) => {
      const fault = validate?.(answer) ?? null
      return fault === null ? true : oneLine(fault)
    },
  })
  const shown = <T>({ name, value, description }: Choice<T>) => ({
    name: wrapChoice(oneLine(name), columns()),
    short: oneLine(name),
    value,
    ...(description === undefined ? {} : { description: wrapLines(oneLine(description), columns()) }),
  })
  return {
    text: ({ message, default: fallback, validate, show }) =>
      ask({
        type: 'input',
        message,
        default: fallback,
        transformer: show ?? oneLine,
        ...toInquirer(validate),
      }),
    secret: async ({ message, validate }) =>
      new Secret(
        await ask({ type: 'password', message, mask: '*', toggleMask: false, ...toInquirer(validate) }),
      ),
    choice: ({ message, choices, default: fallback }) =>
      ask({
        type: 'select',
        message,
        choices: choices.map(shown),
        default: fallback,
        pageSize: MOST_ROWS,
      }),
    confirm: ({ message, default: fallback }) => ask({ type: 'confirm', message, default: fallback }),
  }
}

/** Aborted where no more answers can come. Node's readline then closes without a word, and inquirer would wait for ever. */
function watchInput({ stdin, onHangUp }: World): {
  readonly signal: AbortSignal
  readonly release: () => void
} {
  const ended = new AbortController()
  const end = () => ended.abort()
  // readline pauses its input as it closes, and leaves raw mode; after Ctrl-Z it pauses too, and stays in it.
  const onPause = () => queueMicrotask(() => (stdin.isRaw ? stdin.resume() : end()))
  const release = onHangUp(end)
  stdin.on('pause', onPause).on('end', end)
  return {
    signal: ended.signal,
    release: () => {
      stdin.off('pause', onPause).off('end', end)
      release()
    },
  }
}
