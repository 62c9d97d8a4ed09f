// The wizard's task for Entra ID, typed to its end against the double.
import { describe, expect } from 'vitest'
import { entraDesk } from '../../support/entra.ts'
import { NOTHING_ELSE } from '../../support/first-run.ts'
import { answer, down, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

const [CHECK, APPLY, SET_UP] = [down(1), down(2), down(9)]

describe.each([
  [80, 24],
  [120, 40],
])('in a terminal of %i columns and %i lines', (columns, rows) => {
  testInTerminal('the tenant is set up, with the sign-in policy or without, and checked', async () => {
    const desk = await entraDesk()
    desk.group('CBA pilot', await desk.employ('jane@contoso.com'))
    const terminal = startInTerminal([], desk.ca.cwd, columns, desk.env, rows)
    const policyChanges = () => desk.writes().filter((line) => line.includes('authenticationMethod'))
    await answer(terminal, [
      ['What to do', down(8)],
      ['show what to enter by hand', APPLY],
      ['Group of the users', `CBA pilot${ENTER}`],
      ['The sign-in policy of the tenant', ENTER],
      ['Type the tenant’s name, Contoso', `Contoso${ENTER}`],
      ['1 change of the sign-in policy left out', ''],
      ['Anything else', SET_UP],
      ['show what to enter by hand', CHECK],
      ['1 certificate: Entra ID would accept 0 and refuse 1.', ''],
    ])
    expect(policyChanges()).toEqual([])
    await answer(terminal, [
      ['Anything else', SET_UP],
      ['show what to enter by hand', APPLY],
      ['Group of the users', `CBA pilot${ENTER}`],
      ['The sign-in policy of the tenant', down(1)],
      ['Type the tenant’s name, Contoso', `Contoso${ENTER}`],
      ['1 change made in Contoso, and read back', ''],
      ['Anything else', SET_UP],
      ['show what to enter by hand', CHECK],
      ['1 certificate: Entra ID would accept 1 and refuse 0.', ''],
      NOTHING_ELSE,
    ])
    expect(await terminal.exitCode()).toBe(0)
    expect(policyChanges()).toHaveLength(1)
  })
})
