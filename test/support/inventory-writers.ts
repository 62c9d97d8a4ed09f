// Processes that write to one inventory at once.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** @param program the bundle of test/inventory/writing-program.ts */
export function startWriter(program: string, args: readonly (string | number)[]) {
  const child = spawn(process.execPath, [program, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (data) => {
    said += data
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const lines = () => said.split('\n').slice(0, -1)
  const serials = (word: string) =>
    lines().flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []))
  return { child, ended, lines, serials }
}
