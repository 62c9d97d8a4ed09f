// The wizard's question to Entra ID, against the double.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { addUser } from '../../entra-double/tenant.ts'
import { emptyFolder } from '../../support/cli.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'
import { DEFAULTS, NEW_ROOT, NOTHING_ELSE } from '../../support/first-run.ts'
import { answer, CTRL_C, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

function startWizard({ env }: EntraDesk, cwd: string, changes: Readonly<Record<string, string>> = {}) {
  return startInTerminal([], cwd, 100, { ...env, ...changes })
}

testInTerminal(
  'takes the spelling of Entra ID, and asks again for a user whom it does not know',
  async () => {
    const desk = await entraDesk()
    addUser(desk.double.tenant, { userPrincipalName: 'Anna.Berg@contoso.com' })
    const cwd = emptyFolder()
    const terminal = startWizard(desk, cwd)
    await answer(terminal, [
      ...NEW_ROOT,
      ['User principal name', `ana.berg@contoso.com${ENTER}`],
      ['There is no user ana.berg@contoso.com in Contoso', ENTER],
      ['User principal name', `anna.berg@contoso.com${ENTER}`],
      ['Entra ID writes Anna.Berg@contoso.com. Use that spelling', ENTER],
      ['Device name', ENTER],
      ...DEFAULTS,
      ['Create the stick files', ENTER],
      NOTHING_ELSE,
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
    ...NEW_ROOT,
    ['User principal name', `anna.berg@contoso.com${ENTER}`],
    ['the user was not looked up in Entra ID', ''],
    ['Device name', CTRL_C],
  ])
  expect(await terminal.exitCode()).toBe(130)
})
