// The wizard's question to Entra ID, against the double.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { addUser } from '../../entra-double/tenant.ts'
import { emptyFolder, PROGRAM } from '../../support/cli.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'
import { CTRL_C, ENTER, start, testInTerminal } from '../../support/pty.ts'

function startWizard({ env }: EntraDesk, cwd: string, changes: Readonly<Record<string, string>> = {}) {
  const variables = Object.entries({ ...env, ...changes }).map(([name, value]) => `${name}=${value}`)
  return start('env', [...variables, process.execPath, PROGRAM], cwd)
}

async function answer(
  terminal: ReturnType<typeof startWizard>,
  steps: readonly (readonly [string, string])[],
) {
  for (const [question, keys] of steps) {
    await terminal.expect(question)
    terminal.type(keys)
  }
}

testInTerminal(
  'takes the spelling of Entra ID, and asks again for a user whom it does not know',
  async () => {
    const desk = await entraDesk()
    addUser(desk.double.tenant, { userPrincipalName: 'Anna.Berg@contoso.com' })
    const cwd = emptyFolder()
    const terminal = startWizard(desk, cwd)
    await answer(terminal, [
      ['What to do', ENTER],
      ['Root CA', ENTER],
      ['Company that signs in', `Contoso${ENTER}`],
      ['http URL of its revocation list', ENTER],
      ['Passphrase for rootCA.key', ENTER],
      ['User principal name', `ana.berg@contoso.com${ENTER}`],
      ['There is no user ana.berg@contoso.com in Contoso', ENTER],
      ['User principal name', `anna.berg@contoso.com${ENTER}`],
      ['Entra ID writes Anna.Berg@contoso.com. Use that spelling', ENTER],
      ['Device name', ENTER],
      ['Password of the PFX', ENTER],
      ['Answer file', ENTER],
      ['Processor of the device', ENTER],
      ['Where the certificate is used', ENTER],
      ['How the certificate is imported', ENTER],
      ['Edge and Chrome take it', ENTER],
      ['Write the files to a stick too', ENTER],
      ['Create the stick files', ENTER],
      ['Anything else', ENTER],
    ])
    expect(await terminal.exitCode()).toBe(0)
    expect(existsSync(join(cwd, 'output', 'Anna.Berg'))).toBe(true)
  },
)

testInTerminal('goes on without Entra ID where it cannot be asked', async () => {
  const desk = await entraDesk()
  const cwd = emptyFolder()
  const terminal = startWizard(desk, cwd, { CERTSTICK_GRAPH_TOKEN: 'a.b.c' })
  await answer(terminal, [
    ['What to do', ENTER],
    ['Root CA', ENTER],
    ['Company that signs in', `Contoso${ENTER}`],
    ['http URL of its revocation list', ENTER],
    ['Passphrase for rootCA.key', ENTER],
    ['User principal name', `anna.berg@contoso.com${ENTER}`],
    ['the user was not looked up in Entra ID', ''],
    ['Device name', CTRL_C],
  ])
  expect(await terminal.exitCode()).toBe(130)
})
