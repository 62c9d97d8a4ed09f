// The bundled templates as they come out for one user, byte for byte: a change here is a change on every stick.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  IMPORT_DESCRIPTION,
  importCommand,
  SCRIPT_DESCRIPTION,
  scriptCommand,
} from '../../src/answer-file/commands.ts'
import { renderAnswerFile } from '../../src/answer-file/render.ts'
import { Secret } from '../../src/secret.ts'
import { run, testWith } from '../support/tools.ts'

const templates = new URL('../../templates/', import.meta.url)
const golden = new URL('../golden/answer-files/', import.meta.url)
const names = readdirSync(templates).filter((name) => name.endsWith('.xml'))

function render(name: string): Uint8Array {
  const password = new Secret("pässw0rd '&<>$")
  const command = { password, pfxFileName: "o'brien-cba.pfx", exportable: false }
  return renderAnswerFile(readFileSync(new URL(name, templates)), {
    commands: [
      { description: IMPORT_DESCRIPTION, path: importCommand(command) },
      { description: SCRIPT_DESCRIPTION, path: scriptCommand({ ...command, strict: false }) },
    ],
    computerName: 'LAPTOP-01',
    architectures: null,
    addWindowsPe: false,
    bundled: null,
  })
}

test.each(names)('%s comes out as it did before', (name) => {
  expect(Buffer.from(render(name)).toString('latin1')).toBe(readFileSync(new URL(name, golden), 'latin1'))
})

test.each(names)('%s is ASCII throughout, with LF line ends', (name) => {
  // ASCII is what Setup is known to read right; it takes either line end, and LF is what a checkout gives everywhere.
  expect(Buffer.from(render(name)).toString('latin1')).toMatch(/^[\n\x20-\x7e]+$/)
})

testWith('xmllint')('another XML parser takes every rendered template', () => {
  for (const name of names) {
    const { status, stderr } = run('xmllint', ['--noout', '--nonet', '-'], render(name))
    expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: '' })
  }
})
