// The wizard's task for Entra ID, typed to its end against the double.
import { describe, expect } from 'vitest'
import { PROGRAM } from '../../support/cli.ts'
import { entraDesk } from '../../support/entra.ts'
import { DOWN, ENTER, start, testInTerminal } from '../../support/pty.ts'

const down = (rows: number): string => `${DOWN.repeat(rows)}${ENTER}`
const [CHECK, APPLY, SET_UP] = [down(1), down(2), down(9)]

describe.each([
  [80, 24],
  [120, 40],
])('in a terminal of %i columns and %i lines', (columns, rows) => {
  testInTerminal('the tenant is set up, with the sign-in policy or without, and checked', async () => {
    const desk = await entraDesk()
    desk.group('CBA pilot', await desk.employ('jane@contoso.com'))
    const variables = Object.entries(desk.env).map(([name, value]) => `${name}=${value}`)
    const command = [...variables, process.execPath, PROGRAM]
    const terminal = start('env', command, desk.ca.cwd, columns, process.env, {}, rows)
    const policyChanges = () => desk.writes().filter((line) => line.includes('authenticationMethod'))
    const answer = async (...steps: readonly (readonly [string, string])[]) => {
      for (const [question, keys] of steps) {
        await terminal.expect(question)
        terminal.type(keys)
      }
    }
    await answer(
      ['What to do', `${DOWN.repeat(8)}${ENTER}`],
      ['show what to enter by hand', APPLY],
      ['Group of the users', `CBA pilot${ENTER}`],
      ['The sign-in policy of the tenant', ENTER],
      ['Type the tenant’s name, Contoso', `Contoso${ENTER}`],
      ['1 change of the sign-in policy left out', ''],
      ['Anything else', SET_UP],
      ['show what to enter by hand', CHECK],
      ['1 certificate: Entra ID would accept 0 and refuse 1.', ''],
    )
    expect(policyChanges()).toEqual([])
    await answer(
      ['Anything else', SET_UP],
      ['show what to enter by hand', APPLY],
      ['Group of the users', `CBA pilot${ENTER}`],
      ['The sign-in policy of the tenant', down(1)],
      ['Type the tenant’s name, Contoso', `Contoso${ENTER}`],
      ['1 change made in Contoso, and read back', ''],
      ['Anything else', SET_UP],
      ['show what to enter by hand', CHECK],
      ['1 certificate: Entra ID would accept 1 and refuse 0.', ''],
      ['Anything else', ENTER],
    )
    expect(await terminal.exitCode()).toBe(0)
    expect(policyChanges()).toHaveLength(1)
  })
})
