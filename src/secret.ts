// A password or passphrase that cannot be printed, logged or serialized by accident.
import { inspect } from 'node:util'

const SHOWN = '[secret]'

/** Contains a secret text; only `reveal` returns it. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself, only for code that encrypts with it or writes it to the stick. */
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
