// Paths in messages: each is quoted where it holds a space, so that it can be told from the words around it and be typed.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { refuseOtherMedia } from '../../src/issue/prepare.ts'
import { makeFolder, occupied, readIfThere, writeNewFile } from '../../src/media/disk.ts'
import { findMedia } from '../../src/media/disk-find.ts'
import { refuseForeignFiles } from '../../src/media/disk-foreign.ts'
import { readMedium } from '../../src/media/disk-read.ts'
import { placeStage, writeStage } from '../../src/media/disk-stage.ts'
import { changeStick } from '../../src/media/disk-stick.ts'
import { newFileProblems, writableProblems } from '../../src/media/disk-writable.ts'
import { planStick, wipeStick } from '../../src/stick/stick.ts'

function folderWith(...files: readonly string[]): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'certstick-')), 'a b')
  mkdirSync(join(folder, 'in it'), { recursive: true })
  for (const file of files) writeFileSync(join(folder, file), '')
  return folder
}

const GIVEN: readonly [what: string, given: (folder: string) => unknown][] = [
  ['a path to verify that does not exist', (folder) => findMedia(join(folder, 'none'))],
  ['a folder without files of a stick', (folder) => findMedia(join(folder, 'in it'))],
  ['a file that is no zip', (folder) => findMedia(join(folder, 'x y'))],
  ['a stick that cannot be read', (folder) => readMedium(join(folder, 'none'))],
  ['a stick that does not exist', (folder) => planStick(join(folder, 'none'), false)],
  ['a file in the place of Certs', (folder) => planStick(folder, true)],
  ['a stick to wipe that is a file', (folder) => wipeStick(join(folder, 'x y'))],
  ['a stick that cannot be written', (folder) => changeStick(writeTo(join(folder, 'x y')))],
  ['a file to keep', (folder) => refuseForeignFiles(folder, () => false)],
  ['a file in the place of an output', (folder) => refuseForeignFiles(join(folder, 'x y'), () => false)],
  ['an output that may not be replaced', (folder) => refuseOtherMedia(placeAt(folder), 'nothing')],
  ['a folder below a file', (folder) => makeFolder(join(folder, 'x y', 'x'))],
  ['a folder in the place of a file', (folder) => readIfThere(folder)],
  ['a file that exists', (folder) => writeNewFile(join(folder, 'x y'), new Uint8Array())],
  ['a folder that exists', (folder) => throwing(occupied(folder))],
  ['a stage below a file', (folder) => writeStage(join(folder, 'x y', 'x'), new Map())],
  ['a stage that is gone', (folder) => placeStage(join(folder, 'gone'), join(folder, 'to'), false)],
  ['an output below a file', (folder) => throwing(writableProblems('output', join(folder, 'x y', 'x'))[0])],
  ['a new file that exists', (folder) => throwing(newFileProblems('output', join(folder, 'x y'))[0])],
]

function throwing(problem: { readonly message: string } | undefined): never {
  throw new UserError('wrong-input', problem?.message ?? '')
}

function writeTo(folder: string) {
  return { folder, remove: [], rename: [], write: new Map([['Certs/x', new Uint8Array()]]) }
}

function placeAt(folder: string) {
  return { folder, name: 'x', certificate: { userPrincipalName: 'jane@example.com' } }
}

test.each(GIVEN)('%s: the path in the message is quoted', async (_, given) => {
  const folder = folderWith('x y', 'Certs')
  const refusal: unknown = await (async () => given(folder))().catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(UserError)
  const { message } = refusal as UserError
  expect(message).toContain('a b')
  expect(message.replace(/"[^"]*"/g, '')).not.toMatch(/a b|x y/)
})
