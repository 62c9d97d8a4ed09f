// Estimates how many tries it takes to guess a password that a person chose, and says why few are enough. It counts what
// guessing programs try first: names of the user, common words, years, and rows of characters. No kind of character is required.
import { counted } from '../screen-text.ts'
import type { Secret } from '../secret.ts'

/** Fewer than 2^45 tries: days for one computer, because whoever copies a PFX or a key file can try without a limit. */
const ENOUGH_BITS = 45

/** Of names and rows of keys; a longer one counts as several. */
const LONGEST_WORD = 64

const NAME_BITS = 2
const WORD_BITS = 10
const YEAR_BITS = 7
const ROW_BITS = 6

/** The commonest words of leaked passwords, in English and German, without spellings such as p4ssw0rd. */
const WORDS =
  'password passwort kennwort geheim secret welcome willkommen hallo hello admin administrator master login letmein access test sommer winter fruehling herbst summer spring autumn januar februar maerz april juli august oktober montag freitag monday friday dragon monkey shadow sunshine princess football iloveyou schatz computer windows server company firma office change changeme start temp default user root certstick'.split(
    ' ',
  )
const KEYBOARD = [
  'qwertzuiopü',
  'qwertyuiop',
  'asdfghjklöä',
  'yxcvbnm',
  'zxcvbnm',
  '1234567890',
  '!"§$%&/()=',
  '!@#$%^&*()',
]
const LEET: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

export interface Weakness {
  /** The tries it takes are about two to the power of this. */
  readonly bits: number
  /** Without any part of the password. */
  readonly reason: string
}

/** @param names of user and device, which are tried first. @returns null: it is hard enough to guess */
export function weaknessOf(password: Secret, names: readonly string[] = []): Weakness | null {
  const text = [...password.reveal()]
  const known = [
    ...names
      .flatMap(partsOf)
      .map((name) => ({ text: name, bits: NAME_BITS, reason: 'it contains a name of the user or device' })),
    ...WORDS.map((word) => ({ text: word, bits: WORD_BITS, reason: 'it is made of a common word' })),
  ]
  const each = Math.log2(poolOf(text))
  const reasons = new Set<string>()
  let bits = 0
  for (let start = 0; start < text.length && bits < ENOUGH_BITS; ) {
    const rest = text.slice(start)
    const found = longest([knownAt(rest, known), yearAt(rest), rowAt(rest)])
    if (found === null) {
      bits += each
      start += 1
    } else {
      bits += Math.min(found.bits, each * found.length)
      start += found.length
      reasons.add(found.reason)
    }
  }
  if (bits >= ENOUGH_BITS) return null
  const [reason = `it has only ${counted(text.length, 'character')}`] = reasons
  return { bits: Math.round(bits), reason }
}

interface Piece {
  readonly length: number
  readonly bits: number
  readonly reason: string
}

function longest(pieces: readonly (Piece | null)[]): Piece | null {
  return pieces.reduce((best, one) => (one !== null && one.length > (best?.length ?? 0) ? one : best), null)
}

/** `jane.doe@contoso.com` gives jane, doe and contoso. */
function partsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length >= 3 && part !== 'com')
}

function knownAt(
  rest: readonly string[],
  known: readonly { readonly text: string; readonly bits: number; readonly reason: string }[],
): Piece | null {
  const plain = rest.slice(0, LONGEST_WORD).map((character) => character.toLowerCase())
  const spelled = plain.map((character) => LEET[character] ?? character).join('')
  const found = known.filter(({ text }) => plain.join('').startsWith(text) || spelled.startsWith(text))
  return longest(found.map(({ text, bits, reason }) => ({ length: [...text].length, bits, reason })))
}

function yearAt(rest: readonly string[]): Piece | null {
  const isYear = /^(?:19|20)\d\d/.test(rest.slice(0, 4).join(''))
  return isYear ? { length: 4, bits: YEAR_BITS, reason: 'it contains a year' } : null
}

/** Three or more characters that repeat, count up or down, or lie side by side on a keyboard. */
function rowAt(rest: readonly string[]): Piece | null {
  const codes = rest.map((character) => character.codePointAt(0) ?? 0)
  const step = (codes[1] ?? 0) - (codes[0] ?? 0)
  let length = 1
  while (Math.abs(step) <= 1 && codes[length] === (codes[length - 1] ?? 0) + step) length += 1
  const lower = rest.slice(0, LONGEST_WORD).map((character) => character.toLowerCase())
  const rows = KEYBOARD.flatMap((row) => [row, [...row].reverse().join('')])
  let side = 2
  while (side < lower.length && rows.some((row) => row.includes(lower.slice(0, side + 1).join('')))) side += 1
  const most = Math.max(length, side)
  const reason = 'it has characters that repeat, count up, or lie side by side on the keyboard'
  return most < 3 ? null : { length: most, bits: ROW_BITS, reason }
}

/** Kinds of characters, and how many there are of each. */
const POOLS = [
  { kind: /[a-z]/, size: 26 },
  { kind: /[A-Z]/, size: 26 },
  { kind: /[0-9]/, size: 10 },
  { kind: /[^a-zA-Z0-9]/, size: 33 },
] as const

/** How many characters a guessing program must try for each place. */
function poolOf(text: readonly string[]): number {
  const all = text.join('')
  return POOLS.reduce((sum, { kind, size }) => (kind.test(all) ? sum + size : sum), 0)
}
