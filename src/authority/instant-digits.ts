// A moment as one number, the fourteen digits of its text: 2026-11-22T10:00:00Z is 20261122100000. It sorts as the
// text does, keeps any text of that form, a date or none, and is a tenth of its size.

const FORM = Buffer.from('dddd-dd-ddTdd:dd:ddZ')
const [ZERO, DIGIT] = [0x30, 0x64]
/** No moment: of what has not happened. */
export const NO_INSTANT = -1
export const INSTANT_LENGTH = FORM.length

/** @param bytes ASCII @returns null where no moment of this form starts there */
export function readInstantDigits(bytes: Uint8Array, start: number): number | null {
  let digits = 0
  for (let index = 0; index < INSTANT_LENGTH; index++) {
    const code = bytes[start + index] ?? 0
    const form = FORM[index] ?? 0
    if (form !== DIGIT) {
      if (code !== form) return null
      continue
    }
    const digit = code - ZERO
    if (digit < 0 || digit > 9) return null
    digits = digits * 10 + digit
  }
  return digits
}

export function toInstantDigits(instant: string): number {
  const bytes = Buffer.from(instant)
  const digits = bytes.length === INSTANT_LENGTH ? readInstantDigits(bytes, 0) : null
  if (digits === null) throw new RangeError(`expected a moment in whole seconds, UTC, got '${instant}'`)
  return digits
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => `${number}`.padStart(2, '0'))

export function fromInstantDigits(digits: number): string {
  const date = Math.floor(digits / 1_000_000)
  const clock = digits - date * 1_000_000
  const year = two(Math.floor(date / 1_000_000)) + two(Math.floor(date / 10_000) % 100)
  const day = `${year}-${two(Math.floor(date / 100) % 100)}-${two(date % 100)}`
  return `${day}T${two(Math.floor(clock / 10_000))}:${two(Math.floor(clock / 100) % 100)}:${two(clock % 100)}Z`
}

function two(number: number): string {
  return TWO_DIGITS[number] ?? ''
}
