// `certstick` alone: the wizard in a terminal, the help elsewhere.
import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import type { Context } from './context.ts'
import { findProfile } from './customer/profile.ts'

export async function start(program: Command, context: Context): Promise<void> {
  if (!context.terminal.interactive) {
    program.outputHelp({ error: true })
    throw new UserError('wrong-input', 'there is no terminal to ask on', {
      hint: 'give a command, such as certstick new',
    })
  }
  const { runWizard } = await import('./wizard/run.ts')
  const profile = await findProfile(program.opts<{ readonly profile?: string }>().profile, context.world)
  await runWizard(profile, context)
}
