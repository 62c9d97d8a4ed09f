// What a terminal of some size shows of what was written on it.
import xterm from '@xterm/headless'
import type { Terminal } from './pty.ts'

/** Lines that the terminal broke, because they were longer than its width. */
export async function brokenLines(
  { raw }: Terminal,
  columns: number,
  rows: number,
): Promise<(string | undefined)[]> {
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 2000, allowProposedApi: true })
  await new Promise<void>((resolve) => screen.write(raw(), resolve))
  const { active } = screen.buffer
  const lines = Array.from({ length: active.length }, (_, y) => active.getLine(y))
  return lines.filter((line) => line?.isWrapped).map((line) => line?.translateToString(true))
}
