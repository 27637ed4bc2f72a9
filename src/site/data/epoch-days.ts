/** The date of a number of days since 1970-01-01. Queries with many rows return dates as such numbers, which are small. */
export { isoDate as toDate } from '../../domain/time.ts'

/** The expression of a date column as such a number. */
export function selectDays(column: string): string {
  return `datediff('day', cast('1970-01-01' as date), ${column})`
}
