import { DAY_MS } from '../../domain/time.ts'

/** Days since 1970-01-01, UTC. */
export type Day = number

/** The day of an ISO date or instant. */
export function toDay(date: string): Day {
  return Math.floor(Date.parse(date) / DAY_MS)
}

/** The week of a day. Weeks begin on Friday, when music is released; 1970-01-02 was a Friday. */
export function toWeek(day: Day): number {
  return Math.floor((day - 1) / 7)
}

/** The first day of a week. */
export function toFriday(week: number): Day {
  return week * 7 + 1
}

export function toYear(day: Day): number {
  return new Date(day * DAY_MS).getUTCFullYear()
}

/** Days from the nearest Christmas; negative before it. */
export function daysFromChristmas(day: Day): number {
  const year = toYear(day - 182)
  return day - Date.UTC(year, 11, 25) / DAY_MS
}
