// Generates passwords.
import { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'

/** Letters and digits without the five that look alike (0 O 1 I l), because somebody may type it from paper. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** 24 of 57 characters: 140 bits. */
const LENGTH = 24

export function makePassword(random: RandomBytes): Secret {
  // Bytes above the largest multiple of the alphabet's size are skipped, so that each character is equally likely.
  const bound = 256 - (256 % ALPHABET.length)
  let text = ''
  while (text.length < LENGTH) {
    for (const byte of random(LENGTH)) {
      if (byte < bound && text.length < LENGTH) text += ALPHABET[byte % ALPHABET.length]
    }
  }
  return new Secret(text)
}
