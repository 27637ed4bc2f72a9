/** Milliseconds of a day. */
export const DAY_MS = 86_400_000

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?$/s

/** Days since 1970-01-01 of an ISO date, with or without a time after it; null unless the date is real. */
export function epochDays(text: string): number | null {
  const match = DATE.exec(text)
  if (match === null) return null
  const days = Date.parse(`${match[1]}-${match[2]}-${match[3]}`) / DAY_MS
  // Date.parse turns 30 February into a day of March: only a date that comes back unchanged is real.
  return Number.isInteger(days) && isoDate(days) === text.slice(0, 10) ? days : null
}

const isoDates = new Map<number, string>()

/** The ISO date of days since 1970-01-01. Charts have few dates and many rows, so each becomes text once. */
export function isoDate(days: number): string {
  const date = isoDates.get(days) ?? new Date(days * DAY_MS).toISOString().slice(0, 10)
  isoDates.set(days, date)
  return date
}

/** An ISO instant in UTC as keys, ids and addresses write it: `20261121t060012z`. */
export function formatStamp(instant: string): string {
  return `${instant.slice(0, 19).replace(/[-:]/g, '').toLowerCase()}z`
}

/** The ISO text of a stamp; null for other text. Whether such a day and time exist is not checked. */
export function parseStamp(text: string): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z$/.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second] = match
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
}
