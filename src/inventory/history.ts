// Reads events of the history, each held against its own hash.
import { type InventoryEvent, readEvent, type StoredEvent } from './event.ts'
import { damaged } from './faults.ts'

/** @throws UserError failed: an event was changed */
export function readEvents(stored: readonly StoredEvent[], path: string): InventoryEvent[] {
  try {
    return stored.map(readEvent)
  } catch (error) {
    throw error instanceof SyntaxError ? damaged(path, error.message, error) : error
  }
}
