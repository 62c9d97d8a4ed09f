// Says what certstick waits for when another program has a file open, as happens on Windows.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { HELD_OPEN } from '../patience.ts'
import { shown } from '../screen-text.ts'
import type { Terminal } from './terminal.ts'

/** @returns what ends it */
export function sayHeldOpen({ say }: Pick<Terminal, 'say'>): () => void {
  const listener = (path: unknown): void =>
    say(`note: another program has ${shown(String(path))} open; waiting for it, ten seconds at most …`)
  subscribe(HELD_OPEN, listener)
  return () => void unsubscribe(HELD_OPEN, listener)
}
