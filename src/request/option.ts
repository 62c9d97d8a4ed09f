// One row of the table of options, and the readers that several rows share.
import type { Problem } from '../errors.ts'

export interface Option {
  /** Its name in the request. */
  readonly value: string
  /** In commander's syntax: without `<…>` it takes no value. */
  readonly flag: `--${string}`
  readonly help: string
  /** `user`: each user or device has its own value, so `bulk` has no option for it. */
  readonly of: 'user' | 'all'
  /** Whether a table of users may have a column of the field's name. */
  readonly column: boolean
  /** Reads the given text or switch. Problems are added to `problems`. */
  readonly read: (given: never, problems: Problem[]) => unknown
  /** Reads the text of the inventory back into what was given. Null: the inventory does not store it here. */
  readonly recall: ((text: string) => unknown) | null
  /** What its value is in certstick.json, as JSON Schema. Null: each user has its own, so it has no default there. */
  readonly profile: ProfileValue | null
}

/** The kinds of values in certstick.json, as JSON Schema. */
export type ProfileValue =
  | { readonly type: 'boolean' }
  | { readonly type: 'string'; readonly examples?: readonly string[] }
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly enum: readonly string[] }

export const isOn = (given: boolean | undefined): boolean => given ?? false
export const asText = (text: string): string | undefined => (text === '' ? undefined : text)
export const asSwitch = (text: string): boolean => text === 'true'
