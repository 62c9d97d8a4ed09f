// `certstick init` in a real terminal, and the wizard in a customer's folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { certstick, emptyFolder } from '../../support/cli.ts'
import { answer, CTRL_C, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

const QUESTIONS: readonly (readonly [question: string, keys: string])[] = [
  ["Customer's name", `Contoso${ENTER}`],
  ['Domain of the users', `contoso.com${ENTER}`],
  ['Entra tenant', ENTER],
  ['Help desk', `IT desk${ENTER}`],
  ['Answer file of most sticks', ENTER],
  ['http URL of the CRL', ENTER],
  ['Passphrase for rootCA.key', `sesame${ENTER}`],
  ['Type it again', `sesame${ENTER}`],
]

testInTerminal('init asks for everything, and the key of the root CA has the passphrase', async () => {
  const cwd = emptyFolder()
  const terminal = startInTerminal(['init', 'contoso'], cwd)
  await answer(terminal, QUESTIONS)
  await terminal.expect('CN=Contoso Device Sign-in Root CA')
  expect(await terminal.exitCode()).toBe(0)
  const values = JSON.parse(readFileSync(join(cwd, 'contoso', 'certstick.json'), 'utf8'))
  expect(values).toMatchObject({ tenant: 'contoso.com', contact: 'IT desk', template: 'entra-join' })
  expect(readFileSync(join(cwd, 'contoso', 'ca', 'rootCA.key'), 'utf8')).toContain('ENCRYPTED')
})

testInTerminal(
  'init asks again for what it cannot take, and leaves nothing behind when cancelled',
  async () => {
    const cwd = emptyFolder()
    const terminal = startInTerminal(['init', 'contoso'], cwd)
    await answer(terminal, [
      ["Customer's name", ENTER],
      ['is empty', `Contoso${ENTER}`],
      ['Domain of the users', `contoso${ENTER}`],
      ['is not a domain name', `.com${ENTER}`],
      ...QUESTIONS.slice(2, 5),
      ['http URL of the CRL', `https://contoso.com/x${ENTER}`],
      ['is not http', CTRL_C],
    ])
    expect(await terminal.exitCode()).toBe(130)
    expect(readdirSync(cwd)).toEqual([])
  },
)

testInTerminal('the wizard in a customer’s folder offers the customer’s defaults', async () => {
  const cwd = emptyFolder()
  const init = ['init', '--yes', '--name', 'Contoso', '--domain', 'contoso.com', '--key', 'ec-p256']
  expect(certstick([...init, '--store', 'user', '--template', 'minimal'], { cwd }).status).toBe(0)
  const terminal = startInTerminal([], cwd)
  await answer(terminal, [
    ['Contoso. Press', ''],
    ['What to do', ENTER],
    ['CN=Contoso Device Sign-in Root CA', ENTER],
    ['@contoso.com if none is typed', `jane${ENTER}`],
    ['Device name', ENTER],
    ['Password of the PFX', ENTER],
    ['Answer file', ENTER],
    ['Processor of the device', ENTER],
    ['Where the certificate is used', ENTER],
    ['Edge and Chrome take it', ENTER],
    ['Write the files to a stick too', ENTER],
    ['Create the stick files', ENTER],
    ['Anything else', ENTER],
  ])
  expect(await terminal.exitCode()).toBe(0)
  expect(terminal.shown()).toMatch(/answer file\s+minimal/)
  expect(existsSync(join(cwd, 'output', 'jane', 'ESD-USB', 'Certs', 'install.ps1'))).toBe(true)
})
