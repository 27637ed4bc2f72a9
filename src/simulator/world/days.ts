/** Days since 1970-01-01, UTC: what the invented world counts in. */
export type Day = number

const msPerDay = 86_400_000

export function toDay(date: string): Day {
  return Math.floor(Date.parse(date) / msPerDay)
}

/** YYYY-MM-DD */
export function toDate(day: Day): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10)
}

/** Weeks begin on Friday, when music is released; 1970-01-02 was one. */
export function toWeek(day: Day): number {
  return Math.floor((day - 1) / 7)
}

export function toFriday(week: number): Day {
  return week * 7 + 1
}

export function toYear(day: Day): number {
  return new Date(day * msPerDay).getUTCFullYear()
}

/** Days from Christmas: negative before it, the nearest one counts. */
export function fromChristmas(day: Day): number {
  const year = toYear(day - 182)
  return day - Date.UTC(year, 11, 25) / msPerDay
}
