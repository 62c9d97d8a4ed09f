// The question before anything is created.

import type { Context } from '../context.ts'
import type { Prompts } from '../prompts.ts'

/** Shows what would be created, and asks whether to go on. */
export type Confirm = (summary: string) => Promise<boolean>

export function confirmBy(prompts: Prompts, { terminal }: Pick<Context, 'terminal'>): Confirm {
  return (summary) => {
    terminal.say(`\n${summary}\n`)
    return prompts.confirm({ message: 'Create the stick files', default: true })
  }
}
