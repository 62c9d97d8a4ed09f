// A password or passphrase that cannot be printed, logged or serialized by accident.
import { inspect } from 'node:util'

const SHOWN = '[secret]'

/** Holds a secret text; only `reveal` gives it back. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself: for the code that encrypts with it, or writes it where it must stand. */
  reveal(): string {
    return this.#text
  }

  equals(other: Secret): boolean {
    return this.#text === other.#text
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [inspect.custom](): string {
    return SHOWN
  }
}
