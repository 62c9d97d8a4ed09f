// The question before anything is made.

import type { Context } from './context.ts'
import type { NewMediaJob } from './new-media-job.ts'

/** Shows the plan and asks whether to go on. */
export async function confirmation({
  world,
  terminal,
}: Context): Promise<NonNullable<NewMediaJob['confirm']>> {
  const { makePrompts } = await import('./prompts.ts')
  const prompts = makePrompts(world)
  return (summary) => {
    terminal.say(`\n${summary}\n`)
    return prompts.confirm({ message: 'Make it', default: true })
  }
}
