import { isoDate } from '../../domain/time.ts'

const known = new Map<number, string>()

/**
 * The date of a number of days since 1970-01-01. Queries with many rows return dates as such numbers: each date becomes
 * text once, and not once per row.
 */
export function toDate(days: number): string {
  const date = known.get(days) ?? isoDate(days)
  known.set(days, date)
  return date
}

/** The expression of a date column as such a number. */
export function selectDays(column: string): string {
  return `datediff('day', cast('1970-01-01' as date), ${column})`
}
