// What reaches a screen or a pipe of what came from outside.
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { makePrompts, type Prompts } from '../../src/cli/prompts.ts'
import { makeTerminal } from '../../src/cli/terminal.ts'
import type { World } from '../../src/world.ts'

const HOSTILE = 'a\x1b]0;title\x07\u202eb'
const HARMLESS = 'a\\u001b]0;title\\u0007\\u202eb'

/** A terminal that writes here. */
function fakeTerminal({ isTTY, env = {} }: { readonly isTTY: boolean; readonly env?: object }) {
  let written = ''
  const write = (text: string): void => {
    written += text
  }
  const stream = { isTTY, write, hasColors: (env: object) => !('NO_COLOR' in env) }
  const world = { stdin: stream, stdout: stream, stderr: stream, env } as unknown as World
  return { ...makeTerminal(world), written: () => written }
}

describe.each([true, false])('on a terminal: %s', (isTTY) => {
  test('a result is harmless, and JSON stays the same JSON', () => {
    const terminal = fakeTerminal({ isTTY })
    terminal.result(`1 ${HOSTILE}\n2`)
    terminal.result(JSON.stringify({ device: HOSTILE }))
    const [first, second, json = ''] = terminal.written().split('\n')
    expect([first, second]).toEqual([`1 ${HARMLESS}`, '2'])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(json).not.toMatch(/[\x00-\x1f\u202e]/)
    expect(JSON.parse(json)).toEqual({ device: HOSTILE })
  })

  test('what is said is harmless, and styled where there are colours', () => {
    const terminal = fakeTerminal({ isTTY })
    terminal.say(`error: ${HOSTILE}`)
    expect(terminal.written()).toBe(`${isTTY ? '\x1b[31merror:\x1b[39m' : 'error:'} ${HARMLESS}\n`)
  })

  test('nothing is styled where Node knows that no colours are wanted', () => {
    const terminal = fakeTerminal({ isTTY, env: { NO_COLOR: '1' } })
    terminal.say('error: x')
    expect(terminal.written()).toBe('error: x\n')
  })

  test('data is harmless on the screen, and as it is in a pipe', () => {
    const terminal = fakeTerminal({ isTTY })
    terminal.data(`x,${HOSTILE}\r\ny\r\n`)
    expect(terminal.written()).toBe(isTTY ? `x,${HARMLESS}\ny\n` : `x,${HOSTILE}\r\ny\r\n`)
  })
})

/** One question, asked on streams of its own; each answer is typed once the text before it is shown. */
async function ask<T>(
  question: (prompts: Prompts) => Promise<T>,
  ...typed: readonly [after: string, keys: string][]
) {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()]
  let shown = ''
  stderr.on('data', (text) => (shown += text))
  const answer = question(makePrompts({ stdin, stderr, onHangUp: () => () => {} } as unknown as World))
  for (const [after, keys] of typed) {
    await expect.poll(() => shown).toContain(after)
    stdin.write(keys)
  }
  await answer
  expect(shown).not.toContain('\x1b]0;')
  expect(shown).not.toContain('\u202e')
  return shown
}

describe('a question shows nothing that a screen would obey', () => {
  test('in its message and its choices', async () => {
    const shown = await ask(
      ({ choice }) =>
        choice({
          message: `Which ${HOSTILE}\nforged`,
          choices: [{ name: `of ${HOSTILE}`, value: 1, description: `for ${HOSTILE}` }],
        }),
      [`for ${HARMLESS}`, '\r'],
    )
    expect(shown).toContain(`Which ${HARMLESS}\\u000aforged`)
    expect(shown).toContain(`of ${HARMLESS}`)
  })

  test('in what it says of an answer, and in the answer', async () => {
    const shown = await ask(
      ({ text }) =>
        text({ message: 'Path', validate: (path) => (path === 'no' ? `${HOSTILE} is none` : null) }),
      ['Path', 'no\r'],
      [`${HARMLESS} is none`, '\x7f\x7f\u202e\r'],
    )
    expect(shown).toContain('\\u202e')
  })
})
