// What Windows PowerShell computes with, as far as our scripts go, and its conversions between them.

export type Value = string | number | boolean | null | Uint8Array | readonly Value[] | Item

/** An object of .NET, or one that a cmdlet gives. */
export interface Item {
  readonly get?: (property: string) => Value
  readonly call?: (method: string, args: readonly Value[]) => Value
}

/** What a method without a result gives: nothing goes down the pipeline. */
export const NOTHING: Item = {}

/** The items of a pipeline as one value: none is null, and one stands for itself. */
export function toValue(items: readonly Value[]): Value {
  return items.length === 0 ? null : items.length === 1 ? (items[0] ?? null) : items
}

/** The items that a value puts into a pipeline or a loop. Bytes count as one: none of ours are taken apart. */
export function toItems(value: Value): readonly Value[] {
  if (value === null || value === NOTHING) return []
  return isList(value) ? value : [value]
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** As in "$value": the items of a list with spaces between them. */
export function toText(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (isList(value)) return value.map(toText).join(' ')
  throw new Error('an object stands where text is needed')
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  throw new Error(`no number: ${toText(value)}`)
}

export function toBytes(value: Value): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new Error('bytes are needed here')
}

/** A list of several is true, of one is what that is. (about_Booleans) */
export function toTruth(value: Value): boolean {
  if (isList(value)) return value.length > 1 || (value.length === 1 && toTruth(value[0] ?? null))
  return value !== null && value !== '' && value !== 0 && value !== false
}

/** Text without regard to case; the right side becomes what the left one is. (about_Comparison_Operators) */
export function areEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string') return left.toLowerCase() === toText(right).toLowerCase()
  return left === right
}
