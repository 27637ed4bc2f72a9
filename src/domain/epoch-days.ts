const MS_PER_DAY = 86_400_000
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?$/s

/** Days since 1970-01-01 of an ISO date, which a time may follow; null for what is no real date. */
export function epochDays(text: string): number | null {
  const match = DATE.exec(text)
  if (match === null) return null
  const days = Date.parse(`${match[1]}-${match[2]}-${match[3]}`) / MS_PER_DAY
  // The 30th of February is March to the parser: only a date that comes back unchanged is real.
  return Number.isInteger(days) && isoDate(days) === text.slice(0, 10) ? days : null
}

/** The ISO date of days since 1970-01-01. */
export function isoDate(days: number): string {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10)
}
