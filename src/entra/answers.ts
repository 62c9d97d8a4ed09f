// Reads values of JSON answers, which may have any shape. What is not of the expected type counts as absent.

export type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @returns {} where it is no object */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** Hex as it is compared, because Entra and its users write it with colons, blanks, and in any case; '' where it is no text. */
export function hexOf(value: unknown): string {
  return (textOf(value) ?? '').replaceAll(/[^0-9a-f]/gi, '').toUpperCase()
}

/** Graph has spelled the names of its values with small and with capital letters, so that case does not count. */
export function isText(value: unknown, expected: string): boolean {
  return textOf(value)?.toLowerCase() === expected.toLowerCase()
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The objects of an array; none where it is no array. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** The texts of an array; none where it is no array. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

/** Null: it is not JSON, or no object. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
