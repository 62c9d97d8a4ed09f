// The wizard's question for a stick, answered by a script of answers: a computer of tests has no sticks.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Choice, Prompts } from '../../../src/cli/prompts.ts'
import { askStick } from '../../../src/cli/stick/ask-stick.ts'
import { installerOn, type MountedStick } from '../../../src/installer/mounted.ts'
import { emptyFolder } from '../../support/cli.ts'
import { FOREIGN } from '../../support/sticks.ts'
import { insertInstaller } from '../../support/wim.ts'

/** Chooses what begins so, in this order; types the texts. */
function scripted(choices: readonly string[], texts: readonly string[] = []) {
  const asked: string[][] = []
  const [toChoose, toType] = [choices.values(), texts.values()]
  const choice = async <T>(question: { choices: readonly Choice<T>[] }): Promise<T> => {
    const names = question.choices.map(({ name }) => name)
    asked.push(names)
    const start = toChoose.next().value ?? ''
    const chosen = question.choices.find(({ name }) => name.startsWith(start))
    if (start === '' || chosen === undefined) throw new Error(`no ${start} among ${names.join(' | ')}`)
    return chosen.value
  }
  const prompts = { choice, text: async () => toType.next().value ?? '' } as Partial<Prompts> as Prompts
  return { prompts, asked }
}

const mounted = (path: string): MountedStick => ({
  ...{ label: 'ESD-USB', path, bytes: 16e9, removable: true },
  installer: installerOn(path),
})

function desk() {
  const cwd = emptyFolder()
  const said: string[] = []
  const terminal = { say: (line: string) => void said.push(line) }
  const context = { world: { cwd }, terminal } as unknown as Parameters<typeof askStick>[0]['context']
  return { cwd, said, context }
}

test('without a stick it can be plugged in now, or a folder named', async () => {
  const { cwd, context } = desk()
  mkdirSync(join(cwd, 'a'))
  const found = [[], [mounted(join(cwd, 'a'))]].values()
  const { prompts, asked } = scripted(['look for sticks again', join(cwd, 'a')])
  expect(await askStick({ prompts, context }, () => found.next().value ?? [])).toBe(join(cwd, 'a'))
  expect(asked[0]).toEqual([
    'no, to the output folder only',
    'look for sticks again',
    'another drive or folder',
  ])
})

test('each stick is offered with its Windows, and none need be taken', async () => {
  const { cwd, context } = desk()
  insertInstaller(join(cwd, 'a'))
  mkdirSync(join(cwd, 'b'))
  const { prompts, asked } = scripted(['no,'])
  expect(
    await askStick({ prompts, context }, () => [mounted(join(cwd, 'a')), mounted(join(cwd, 'b'))]),
  ).toBeNull()
  expect(asked).toEqual([
    [
      'no, to the output folder only',
      `${join(cwd, 'a')} (ESD-USB, 16 GB): Windows 11 24H2 or 25H2, amd64, en-US`,
      `${join(cwd, 'b')} (ESD-USB, 16 GB): files only, no device starts from it`,
      'look for sticks again',
      'another drive or folder',
    ],
  ])
})

test('a stick that is inserted later is found, and one that cannot be used is said to be so and asked for again', async () => {
  const { cwd, said, context } = desk()
  const [taken, good] = [join(cwd, 'taken'), join(cwd, 'good')]
  for (const folder of [taken, good]) mkdirSync(folder)
  writeFileSync(join(taken, 'autounattend.xml'), FOREIGN)
  const lists = [[taken], [taken], [taken, good]].values()
  const list = () => (lists.next().value ?? [good]).map(mounted)
  const { prompts } = scripted(['look for', taken, 'another', good], ['nowhere'])
  expect(await askStick({ prompts, context }, list)).toBe(good)
  expect(said).toEqual([
    expect.stringMatching(/^error: taken has an answer file that certstick did not create/),
    expect.stringMatching(/^error: nowhere cannot be used as a stick: not found/),
  ])
})

test('another folder is taken as it was typed, from the current folder on', async () => {
  const { cwd, context } = desk()
  mkdirSync(join(cwd, 'mine'))
  const { prompts } = scripted(['another'], [' mine '])
  expect(await askStick({ prompts, context }, () => [mounted(cwd)])).toBe(join(cwd, 'mine'))
})
