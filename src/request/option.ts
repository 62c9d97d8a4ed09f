// One row of the table of options, and what several rows share.
import type { Problem } from '../errors.ts'
import { readChoice } from './choices.ts'

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

export const asGiven = (given: string | undefined): string | null => given ?? null
export const asText = (text: string): string | undefined => (text === '' ? undefined : text)

/** The part of a row that is the same for options that are on or off. */
export const SWITCH = {
  column: false,
  read: (given: boolean | undefined): boolean => given ?? false,
  recall: (text: string): boolean => text === 'true',
  profile: { type: 'boolean' },
} as const

/** The part of a row that is the same for options with a fixed set of words. */
export function choice<T extends string>(field: string, words: readonly T[]) {
  return {
    read: (given: string | undefined, problems: Problem[]): T | null =>
      readChoice(field, words, { text: given, problems }),
    recall: asText,
    profile: { enum: words },
  } as const
}
