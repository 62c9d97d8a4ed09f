// The question before anything is created.

import type { Context } from '../context.ts'
import type { StickJob } from './stick-job.ts'

/** Shows the plan and asks whether to go on. */
export async function confirmation({ world, terminal }: Context): Promise<NonNullable<StickJob['confirm']>> {
  const { makePrompts } = await import('../prompts.ts')
  const prompts = makePrompts(world)
  return (summary) => {
    terminal.say(`\n${summary}\n`)
    return prompts.confirm({ message: 'Create the stick files', default: true })
  }
}
