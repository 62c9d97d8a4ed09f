// Examples below the help of a command: what most people want of it, to be copied.
import type { Command } from 'commander'

export function addExamples(command: Command, examples: readonly string[]): void {
  const lines = examples.map((example) => `  ${example}`)
  command.addHelpText('after', ['', 'Examples:', ...lines].join('\n'))
}
