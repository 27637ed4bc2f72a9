/** Readers of single fields of an answer: a value of the wrong kind is null, and the song is kept. */

const LARGEST = 2 ** 31 - 1

/**
 * A text that is more than blanks, as UTF-8 can hold it: half of a surrogate pair becomes U+FFFD here and not only in
 * the file, because two ids may then be equal.
 */
export function text(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const first = value.charCodeAt(0)
  // Nearly every text begins with plain ASCII, and is seen not to be blank without a copy.
  const isPlain = first > 0x20 && first < 0x80
  return isPlain || value.trim() !== '' ? value.toWellFormed() : null
}

/** A whole number from 0 that fits 32 bits. */
export function whole(value: unknown): number | null {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST
    ? (value as number)
    : null
}

export function bool(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value of JSON; null for any other text. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** The fields of an object; null for anything else, arrays included. */
export function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** A text as it is, or a number; empty for any other value. */
export function showText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** An ISO instant in UTC, unchanged. */
export function instant(value: unknown): string | null {
  return typeof value === 'string' && ISO_INSTANT.test(value) ? value : null
}

// Ranges and all, because asking `Date` as well takes longer than everything else of an item.
const ISO_INSTANT =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/

/** International standard recording code without dashes; null for any other value. */
export function isrc(value: unknown): string | null {
  if (typeof value !== 'string') return null
  if (ISRC.test(value)) return value
  const plain = value.replace(/[\s-]/g, '').toUpperCase()
  return ISRC.test(plain) ? plain : null
}

const ISRC = /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/

/** A release date of any precision: `1975`, `1999-05`, `2024-01-05`. A removed album has `0000`. */
export function releaseDate(value: unknown, precision: unknown) {
  const given =
    typeof value === 'string' && RELEASE_DATE.test(value) && !value.startsWith('0000') ? value : null
  if (given === null) return { release_date: null, release_date_precision: null }
  const finest = PRECISIONS[(given.length - 4) / 3] as string
  const stated = PRECISIONS.indexOf(precision as string)
  const isCoarser = stated >= 0 && stated < PRECISIONS.indexOf(finest)
  return { release_date: given, release_date_precision: isCoarser ? (precision as string) : finest }
}

const RELEASE_DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/
const PRECISIONS = ['year', 'month', 'day']

/** The kind of a value, for the details of a reject. */
export function describeKind(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  return Array.isArray(value) ? 'a list' : `${/^[aeiou]/.test(typeof value) ? 'an' : 'a'} ${typeof value}`
}

/** JSON in which no format finds a chart, e.g. `a JSON object without a chart`. */
export function describeForeign(value: unknown): string {
  return `${describeKind(value).replace(/^an? /, 'a JSON ')} without a chart`
}

/** A value that was not expected, for the details of a reject: short, whatever it is. */
export function given(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : describeKind(value)
}
